// Where a floating thing stands: next to its anchor, on the other side when there is no room, never outside the window.
const MARGIN = 8;

export interface Wish {
  side: 'below' | 'above' | 'after';
  align: 'start' | 'center' | 'end';
  gap: number;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** Pure: left and top in pixels of the window. */
export function spot(anchor: Box, floating: Size, view: Size, wish: Wish): { left: number; top: number } {
  const clamp = (value: number, max: number) => Math.max(MARGIN, Math.min(value, max - MARGIN));
  if (wish.side === 'after') {
    const after = anchor.left + anchor.width + wish.gap;
    const left = after + floating.width + MARGIN <= view.width ? after : anchor.left - floating.width - wish.gap;
    return { left: clamp(left, view.width - floating.width), top: clamp(anchor.top, view.height - floating.height) };
  }
  const below = anchor.top + anchor.height + wish.gap;
  const above = anchor.top - floating.height - wish.gap;
  const fitsBelow = below + floating.height + MARGIN <= view.height;
  const wantsBelow = wish.side === 'below';
  const top = wantsBelow ? (fitsBelow || above < MARGIN ? below : above) : above >= MARGIN || !fitsBelow ? above : below;
  const slack = anchor.width - floating.width;
  const left = anchor.left + (wish.align === 'start' ? 0 : wish.align === 'end' ? slack : slack / 2);
  return { left: clamp(left, view.width - floating.width), top: clamp(top, view.height - floating.height) };
}

export function place(floating: HTMLElement, anchor: Element, wish: Wish): void {
  const { left, top } = spot(
    anchor.getBoundingClientRect(),
    { width: floating.offsetWidth, height: floating.offsetHeight },
    { width: document.documentElement.clientWidth, height: window.innerHeight },
    wish,
  );
  floating.style.left = `${Math.round(left)}px`;
  floating.style.top = `${Math.round(top)}px`;
}
