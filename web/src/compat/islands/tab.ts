// The tab of a widget in a card: goods that its own server knows, linked to the card. Widgets without goods draw the tab
// themselves, into `#<widget_code>`.
import { watchChip } from '../chip';
import { $ } from '../jquery';
import { page } from '../page';
import { started } from '../runtime';
import type { Instance } from '../instance';
import type { PageIsland } from './pages';

const ENTITIES = { leads: 2, contacts: 1, companies: 3 } as const;
/** All four are needed for a tab. */
const CALLBACKS = ['loadPreloadedData', 'loadElements', 'linkCard', 'searchDataInCard'];
const SEARCH_MS = 300;

interface Item {
  id: number;
  sku?: string;
  name: string;
  price?: string | number;
  quantity?: number;
}

/** Whether a widget has a tab in the open card. */
export function hasTab(instance: Instance): boolean {
  return (
    instance.widget.locations.includes('card_sdk') && CALLBACKS.every((name) => instance.callback(name) !== undefined)
  );
}

/** Draws the tab of the open card. */
export function mountTab(element: HTMLElement, code: string): PageIsland {
  const { card, data } = page();
  const widget = data.widgets.find((one) => one.code === code);
  if (widget === undefined || card === undefined) {
    throw new Error(`there is no tab of ${code} here`);
  }
  const $tab = $('<div class="card-tab compat-zone">').attr('id', code).appendTo(element);
  const unwatch = watchChip(element, code);
  const area = card.entity === 'leads' ? 'lcard' : card.entity === 'contacts' ? 'ccard' : 'comcard';
  const open = async () => {
    const instance = await started(area, code);
    if (instance !== undefined && hasTab(instance)) {
      await new Tab($tab, instance, card.id, ENTITIES[card.entity], card.entity).open();
    }
  };
  return {
    ready: open(),
    destroy() {
      unwatch();
      $tab.remove();
    },
  };
}

class Tab {
  readonly #linked = new Map<number, Item>();
  #asked = 0;

  constructor(
    readonly $tab: JQuery,
    readonly instance: Instance,
    readonly id: number,
    readonly type: number,
    readonly entity: string,
  ) {}

  async open(): Promise<void> {
    const [offered, linked] = await Promise.all([
      this.instance.call('loadPreloadedData'),
      this.instance.call('loadElements', { id: this.type, type: this.entity }, this.id),
    ]);
    const items = list(offered);
    for (const item of list(linked)) {
      this.#linked.set(item.id, item);
    }
    if (items.length === 0 && this.#linked.size === 0) {
      return; // The widget draws here itself.
    }
    const $search = $('<input type="search" class="text-input card-tab__search">').attr(
      'aria-label',
      this.instance.widget.name,
    );
    this.$tab.append($search, '<ul class="card-tab__found"></ul>', '<ul class="card-tab__linked"></ul>');
    let timer: ReturnType<typeof setTimeout>;
    $search.on('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.#search(String($search.val() ?? '')), SEARCH_MS);
    });
    this.#draw('.card-tab__found', items);
    this.#draw('.card-tab__linked', [...this.#linked.values()]);
    this.$tab.on('click', '.card-tab__found button', (event) =>
      this.#link($(event.currentTarget).data('item') as Item, 1),
    );
    this.$tab.on('click', '.card-tab__linked button', (event) =>
      this.#link($(event.currentTarget).data('item') as Item, 0),
    );
    this.$tab.on('change', '.card-tab__linked input', (event) => {
      this.#link($(event.currentTarget).data('item') as Item, Math.max(0, Number($(event.currentTarget).val())));
    });
  }

  async #search(query: string): Promise<void> {
    const asked = (this.#asked += 1);
    const found = await this.instance.call('searchDataInCard', query, this.type, this.id);
    if (asked === this.#asked) {
      this.#draw('.card-tab__found', list(found));
    }
  }

  /** Links, changes the quantity, or with 0 unlinks; the widget hears what it came to. */
  #link(item: Item, quantity: number): void {
    const row = {
      from: this.entity,
      from_id: this.id,
      to_id: item.id,
      to_widget_id: this.instance.widget.id,
      quantity,
    };
    if (quantity > 0) {
      this.#linked.set(item.id, { ...item, quantity });
    } else {
      this.#linked.delete(item.id);
    }
    this.#draw('.card-tab__linked', [...this.#linked.values()]);
    this.instance.call('linkCard', quantity > 0 ? { link: [row], unlink: [] } : { link: [], unlink: [row] });
  }

  #draw(where: string, items: Item[]): void {
    const isLinked = where === '.card-tab__linked';
    const $list = this.$tab.find(where).empty();
    for (const item of items) {
      const $button = $('<button type="button" class="button-input">')
        .data('item', item)
        .text(isLinked ? `× ${item.name}` : item.name);
      const $row = $('<li>')
        .attr('data-id', item.id)
        .append($button, $('<span>').text(` ${item.sku ?? ''} ${item.price ?? ''}`));
      if (isLinked) {
        $('<input type="number" min="0" class="text-input">')
          .attr('aria-label', item.name)
          .data('item', item)
          .val(item.quantity ?? 1)
          .appendTo($row);
      }
      $list.append($row);
    }
  }
}

function list(answer: unknown): Item[] {
  return Array.isArray(answer) ? (answer as Item[]).filter((item) => typeof item === 'object' && item !== null) : [];
}
