// The right panel of a card or a list: every widget of the area draws its own block.
import { makePanel } from '../panel';
import { watchChip } from '../chip';
import { page } from '../page';
import { allInstances, enter, leave } from '../runtime';
import type { Area } from '../areas';
import type { CurrentCard, SelectedRow } from '../types';

/** A mounted panel. */
export interface PanelIsland {
  destroy(): void;
}

/** The panel of a lead, contact or company. Its widgets start now and are destroyed with it. */
export function mountCard(element: HTMLElement, area: 'lcard' | 'ccard' | 'comcard', card: CurrentCard): PanelIsland {
  return mount(
    element,
    area,
    () => (page().card = card),
    () => (page().card = undefined),
  );
}

/** A list: widgets start, the panel stays empty until rows are ticked and a widget is chosen; see `chooseForList`. */
export function mountList(element: HTMLElement, area: 'llist' | 'clist' | 'tlist'): PanelIsland {
  return mount(
    element,
    area,
    () => (page().selected = []),
    () => (page().selected = undefined),
  );
}

/** Ticked rows change. */
export function selectRows(rows: SelectedRow[]): void {
  page().selected = rows;
}

/** The user chose a widget for the ticked rows. */
export function chooseForList(code: string): void {
  const names: Partial<Record<Area, string[]>> = {
    llist: ['leads.selected'],
    clist: ['contacts.selected'],
    tlist: ['todo.selected', 'tasks.selected'],
  };
  const instance = allInstances().find((one) => one.widget.code === code);
  const name = names[page().area]?.find((one) => instance?.callback(one) !== undefined);
  if (name !== undefined) {
    instance?.call(name);
  }
}

function mount(element: HTMLElement, area: Area, open: () => void, close: () => void): PanelIsland {
  const $panel = makePanel(element);
  page().panel = $panel[0];
  open();
  enter(area);
  const unwatch = page().data.widgets.map((widget) => watchChip($panel[0] as Element, widget.code));
  let isOpen = true;
  return {
    destroy() {
      if (!isOpen) {
        return;
      }
      isOpen = false;
      leave(area);
      unwatch.forEach((stop) => stop());
      close();
      page().panel = undefined;
      $panel.remove();
    },
  };
}
