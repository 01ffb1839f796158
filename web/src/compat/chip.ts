// The chip "widget failed": shown where the widget is, with what it did wrong.
import { faultsOf, onFault } from './faults';
import { $ } from './jquery';
import { page } from './page';

/** Shows the chip inside an element as soon as the widget fails, or at once if it did already. */
export function watchChip(element: Element, widget: string): () => void {
  const draw = () => {
    if (faultsOf(widget).length > 0) {
      drawChip(element, widget);
    }
  };
  draw();
  return onFault((fault) => {
    if (fault.widget === widget) {
      draw();
    }
  });
}

/** Chips of widgets that have no place of their own stand at the edge of the page. */
export function watchOthers(): void {
  // A moment later: first those draw that have a place for it.
  onFault(({ widget }) =>
    setTimeout(() => {
      const hasPlace =
        $('[data-widget-chip]').filter((_, one) => one.getAttribute('data-widget-chip') === widget).length > 0;
      if (!hasPlace) {
        let $edge = $('.pw-widget-chips');
        if ($edge.length === 0) {
          $edge = $('<div class="pw-widget-chips compat-zone" role="status">').appendTo('body');
        }
        drawChip($edge[0] as Element, widget);
      }
    }),
  );
}

function drawChip(element: Element, widget: string): void {
  const { words, data } = page();
  const name = data.widgets.find((one) => one.code === widget)?.name ?? widget;
  const $list = $('<ul>');
  for (const fault of faultsOf(widget)) {
    $('<li>').text(`${words.failedIn} ${fault.during}: ${fault.message}`).appendTo($list);
  }
  const $chip = $('<details class="pw-widget-failed">').attr('data-widget-chip', widget);
  $chip.append($('<summary>').text(`${name}: ${words.failed}`), $list);
  const $old = $(element)
    .children('.pw-widget-failed')
    .filter((_, one) => one.getAttribute('data-widget-chip') === widget);
  if ($old.length > 0) {
    $chip.prop('open', $old.prop('open'));
    $old.replaceWith($chip);
  } else {
    $(element).prepend($chip);
  }
}
