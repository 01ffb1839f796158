// How keys walk over the cards of a board. Pure.
import { find, type Board, type Column } from './board';

/** The card that a key leads to; null when the key is not about walking. Sideways it keeps its height, past empty columns. */
export function nextCard(columns: readonly Column[], id: number, key: string): number | null {
  const column = columns.findIndex((one) => one.leads.some((lead) => lead.id === id));
  const row = columns[column]?.leads.findIndex((lead) => lead.id === id) ?? -1;
  if (column < 0) {
    return null;
  }
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at(columns[column], row + 1) ?? id;
    case 'ArrowUp':
    case 'k':
      return at(columns[column], row - 1) ?? id;
    case 'ArrowRight':
    case 'l':
      return sideways(columns.slice(column + 1), row) ?? id;
    case 'ArrowLeft':
    case 'h':
      return sideways(columns.slice(0, column).reverse(), row) ?? id;
    case 'Home':
      return at(columns[column], 0) ?? id;
    case 'End':
      return columns[column]?.leads.at(-1)?.id ?? id;
    default:
      return null;
  }
}

/** The card below, or else above: where the focus goes when a card leaves the board. */
export function beside(board: Board, id: number): number | null {
  const column = find(board, id)?.column;
  const row = column?.leads.findIndex((lead) => lead.id === id) ?? -1;
  return at(column, row + 1) ?? at(column, row - 1) ?? null;
}

function sideways(columns: readonly Column[], row: number): number | undefined {
  const column = columns.find((one) => one.leads.length > 0);
  return at(column, Math.min(row, (column?.leads.length ?? 0) - 1));
}

function at(column: Column | undefined, row: number): number | undefined {
  return row < 0 ? undefined : column?.leads[row]?.id;
}
