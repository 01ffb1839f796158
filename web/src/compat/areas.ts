// Names of places: the short code that `system().area` tells, the page code of `getWidgetsArea()`, and which widgets live
// where. Pure.
import type { HostedWidget } from './types';

/** Where a widget can be; `list` areas hold ticked rows, `card` areas an open card. */
export type Area =
  | 'lcard'
  | 'ccard'
  | 'comcard'
  | 'llist'
  | 'clist'
  | 'tlist'
  | 'settings'
  | 'advanced_settings'
  | 'digital_pipeline'
  | 'salesbot_designer'
  | 'widget_page'
  | 'everywhere';

/** Page codes by area. */
const PAGES: Record<Area, string> = {
  lcard: 'leads_card',
  ccard: 'contacts_card',
  comcard: 'companies_card',
  llist: 'leads',
  clist: 'contacts',
  tlist: 'todo',
  settings: 'widgetsSettings',
  advanced_settings: 'advanced-settings',
  digital_pipeline: 'leads-dp',
  salesbot_designer: 'salesbot_designer',
  widget_page: 'widget-page',
  everywhere: 'dashboard',
};

/** The page code of an area; pages of one widget carry its code. */
export function pageCode(area: Area, widget?: string): string {
  const ownPage = area === 'advanced_settings' || area === 'widget_page';
  return ownPage && widget !== undefined ? `${PAGES[area]}:${widget}` : PAGES[area];
}

/** `leads`, `contacts`, …: what the page is about. */
export function baseEntity(area: Area): string {
  const entities: Partial<Record<Area, string>> = {
    ccard: 'contacts',
    clist: 'contacts',
    comcard: 'companies',
    tlist: 'todo',
  };
  return entities[area] ?? 'leads';
}

/** How a widget is in an area: `1` in the right panel, `0` without a panel, `undefined` not at all. */
export function place(widget: HostedWidget, area: Area): 0 | 1 | undefined {
  let best: 0 | 1 | undefined;
  for (const location of widget.locations) {
    const [name = '', postfix] = location.split('-');
    if (name === area) {
      best = postfix === '0' && best !== 1 ? 0 : 1;
    }
  }
  return best ?? (widget.init_once || widget.locations.includes('everywhere') ? 0 : undefined);
}
