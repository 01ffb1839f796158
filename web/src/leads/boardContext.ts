// What the columns of a board need to know and may ask for: made once by the board, handed to each column.
import type { Stage } from '../api/types';
import type { Drag } from './drag.svelte';

export interface BoardContext {
  readonly drag: Drag;
  readonly currency: string;
  readonly canEdit: boolean;
  readonly filtered: boolean;
  /** The lead in the drawer. */
  readonly openId: number | null;
  /** The card that had the focus last. */
  readonly focused: number | null;
  readonly selected: ReadonlySet<number>;
  readonly fresh: ReadonlySet<number>;
  /** The stage whose quick add is open. */
  readonly quickAdd: number | null;
  /** What will happen where the cards in the air are let go. */
  readonly dropHint: string;
  triggersAt: (stageId: number) => number;
  ownerOf: (userId: number) => string;
  hrefOf: (leadId: number) => string;
  onmore: (stageId: number) => void;
  onadd: (stageId: number, name: string, price: number) => Promise<boolean>;
  onquickadd: (stageId: number | null) => void;
  oneditstage: (stage: Stage) => void;
  onpick: (leadId: number) => void;
  onmenu: (leadId: number, by: HTMLElement) => void;
  onfocus: (leadId: number) => void;
}
