// Dragging of cards with mouse, pen or finger. Pointer events of our own instead of the browser's drag: the copy under the
// pointer, scrolling at the edges, Escape and touch are then the same everywhere. What is dropped where is told to the
// board; nothing here knows leads.

const START_PX = 5; // A click that shakes is no drag.
const HOLD_MS = 220; // A finger that moves earlier scrolls.
const EDGE_PX = 56;
const EDGE_STEP_PX = 14;

export interface DragHandlers {
  /** Which cards go along with the one that was taken. */
  taken: (id: number) => readonly number[];
  dropped: (ids: readonly number[], onto: string) => void;
}

export class Drag {
  /** The cards in the air; empty while nothing is dragged. */
  ids: readonly number[] = $state.raw([]);
  /** The `data-drop` under the pointer. */
  over: string | null = $state(null);

  #handlers: DragHandlers;
  #ghost: HTMLElement | null = null;
  #card: HTMLElement | null = null;
  #start = { x: 0, y: 0, dx: 0, dy: 0 };
  #at = { x: 0, y: 0 };
  #hold: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #endedAt = 0;

  constructor(handlers: DragHandlers) {
    this.#handlers = handlers;
  }

  get active(): boolean {
    return this.ids.length > 0;
  }

  /** The click that follows a drop is not a click. */
  get justEnded(): boolean {
    return performance.now() - this.#endedAt < 50;
  }

  /** An attachment for the area that holds the cards (`data-lead`) and the places (`data-drop`). */
  readonly area = (node: HTMLElement) => {
    const noNative = (event: Event) => event.preventDefault();
    node.addEventListener('pointerdown', this.#down);
    node.addEventListener('dragstart', noNative);
    return () => {
      this.#cancel();
      node.removeEventListener('pointerdown', this.#down);
      node.removeEventListener('dragstart', noNative);
    };
  };

  #down = (event: PointerEvent): void => {
    const target = event.target as Element;
    const card = target.closest<HTMLElement>('[data-lead]');
    if (event.button !== 0 || card === null || target.closest('button, input, [popover]') !== null) {
      return;
    }
    const box = card.getBoundingClientRect();
    this.#card = card;
    this.#start = { x: event.clientX, y: event.clientY, dx: event.clientX - box.left, dy: event.clientY - box.top };
    this.#at = { x: event.clientX, y: event.clientY };
    if (event.pointerType !== 'mouse') {
      this.#hold = setTimeout(() => this.#begin(), HOLD_MS);
    }
    window.addEventListener('pointermove', this.#move);
    window.addEventListener('pointerup', this.#up);
    window.addEventListener('pointercancel', this.#cancel);
    window.addEventListener('keydown', this.#key, true);
    window.addEventListener('touchmove', this.#noScroll, { passive: false });
  };

  #move = (event: PointerEvent): void => {
    this.#at = { x: event.clientX, y: event.clientY };
    if (this.active) {
      return; // The frame reads where we are.
    }
    const far = Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) > START_PX;
    if (far && event.pointerType === 'mouse') {
      this.#begin();
    } else if (far) {
      this.#cancel();
    }
  };

  #noScroll = (event: TouchEvent): void => {
    if (this.active) {
      event.preventDefault();
    }
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.active) {
      event.preventDefault();
      event.stopPropagation();
      this.#cancel();
    }
  };

  #up = (): void => {
    const [ids, onto] = [this.ids, this.over];
    const wasActive = this.active;
    this.#cancel();
    if (wasActive) {
      this.#endedAt = performance.now();
      if (onto !== null) {
        this.#handlers.dropped(ids, onto);
      }
    }
  };

  #begin(): void {
    const card = this.#card;
    if (card === null) {
      return;
    }
    this.ids = this.#handlers.taken(Number(card.dataset['lead']));
    getSelection()?.removeAllRanges();
    const ghost = card.cloneNode(true) as HTMLElement;
    ghost.removeAttribute('data-lead');
    ghost.setAttribute('aria-hidden', 'true');
    ghost.inert = true;
    ghost.classList.add('pw-ghost');
    // On the element itself: the card's own scoped styles win over every global class.
    Object.assign(ghost.style, { position: 'fixed', inset: '0 auto auto 0', inlineSize: `${card.offsetWidth}px`, blockSize: `${card.offsetHeight}px`, transition: 'none' });
    if (this.ids.length > 1) {
      ghost.dataset['count'] = String(this.ids.length);
    }
    document.body.append(ghost);
    document.documentElement.classList.add('pw-dragging');
    this.#ghost = ghost;
    this.#frame = requestAnimationFrame(this.#draw);
  }

  #draw = (): void => {
    const { x, y } = this.#at;
    if (this.#ghost === null) {
      return;
    }
    this.#ghost.style.transform = `translate3d(${x - this.#start.dx}px, ${y - this.#start.dy}px, 0) rotate(1.5deg)`;
    const under = document.elementFromPoint(x, y);
    this.over = under?.closest<HTMLElement>('[data-drop]')?.dataset['drop'] ?? null;
    this.#scroll(under, x, y);
    this.#frame = requestAnimationFrame(this.#draw);
  };

  #scroll(under: Element | null, x: number, y: number): void {
    for (const [name, at, axis] of [['data-scroll-y', y, 'y'], ['data-scroll-x', x, 'x']] as const) {
      const box = under?.closest<HTMLElement>(`[${name}]`);
      const area = box?.getBoundingClientRect();
      if (box === null || box === undefined || area === undefined) {
        continue;
      }
      const [low, high] = axis === 'y' ? [area.top, area.bottom] : [area.left, area.right];
      const by = at < low + EDGE_PX ? -EDGE_STEP_PX : at > high - EDGE_PX ? EDGE_STEP_PX : 0;
      box.scrollBy(axis === 'x' ? by : 0, axis === 'y' ? by : 0);
    }
  }

  #cancel = (): void => {
    clearTimeout(this.#hold);
    cancelAnimationFrame(this.#frame);
    this.#ghost?.remove();
    this.#ghost = null;
    this.#card = null;
    this.ids = [];
    this.over = null;
    document.documentElement.classList.remove('pw-dragging');
    window.removeEventListener('pointermove', this.#move);
    window.removeEventListener('pointerup', this.#up);
    window.removeEventListener('pointercancel', this.#cancel);
    window.removeEventListener('keydown', this.#key, true);
    window.removeEventListener('touchmove', this.#noScroll);
  };
}
