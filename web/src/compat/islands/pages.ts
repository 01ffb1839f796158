// Pages that belong to one widget: its own page in the settings, its page in the left menu, its tab in a card.
import { watchChip } from '../chip';
import { $ } from '../jquery';
import { page } from '../page';
import { enter, leave, started } from '../runtime';
import type { HostedWidget } from '../types';

/** A mounted page. */
export interface PageIsland {
  ready: Promise<void>;
  destroy(): void;
}

/** Which item of the left menu was chosen. */
export interface MenuPlace {
  location: 'widget_page' | 'stats' | 'settings';
  item_code?: string;
  subitem_code?: string;
}

/** The widget's own page in the settings: `advancedSettings`. */
export function mountAdvanced(element: HTMLElement, code: string): PageIsland {
  return mount(element, code, 'advanced_settings', 'advancedSettings', []);
}

/** A page of the left menu: `initMenuPage`. */
export function mountMenuPage(element: HTMLElement, code: string, place: MenuPlace): PageIsland {
  return mount(element, code, 'widget_page', 'initMenuPage', [place]);
}

function mount(
  element: HTMLElement,
  code: string,
  area: 'advanced_settings' | 'widget_page',
  callback: string,
  args: unknown[],
): PageIsland {
  const widget = find(code);
  const $top = $(
    '<div class="list__body-right__top"><div class="content__top__preset list__body-right__top__preset"></div><div class="list__body-right__top__buttons"></div></div>',
  );
  $top
    .find('.content__top__preset')
    .append($('<h1 class="list__body-right__top__title">').text(widget.advanced_title ?? widget.name));
  const $area = $('<div class="work-area">').attr('id', `work-area-${code}`);
  const $holder = $('<div id="list_page_holder" class="list-wrapper">').append($area);
  const $page = $('<div class="list__body-right">').append($top, $holder);
  $(element).addClass('compat-zone').append($page);
  const unwatch = watchChip(element, code);
  enter(area, code);
  const open = async () => {
    const instance = await started(area, code);
    if ($page[0]?.isConnected === true) {
      await instance?.call(callback, ...args);
    }
  };
  return {
    ready: open(),
    destroy() {
      leave(area);
      unwatch();
      $page.remove();
    },
  };
}

function find(code: string): HostedWidget {
  const widget = page().data.widgets.find((one) => one.code === code);
  if (widget === undefined) {
    throw new Error(`widget ${code} is not installed`);
  }
  return widget;
}
