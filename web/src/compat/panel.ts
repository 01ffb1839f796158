// The right panel: one block per widget, with its logo, which the user opens and closes.
import { call } from './faults';
import { $ } from './jquery';
import { page } from './page';
import { renderText } from './twig';
import type { HostedWidget } from './types';

/** What a widget gives to `render_template`. */
export interface Block {
  caption?: { class_name?: string; html?: string };
  body?: string;
  render?: string;
}

/** Draws a widget's block, in the place of the one it drew before. */
export function drawBlock(widget: HostedWidget, block: Block, params: object): JQuery | undefined {
  const { panel, words } = page();
  if (panel === undefined) {
    return undefined;
  }
  const $body = $('<div class="card-widgets__widget__body js-body-hide">');
  call(widget.code, 'render_template', () => $body.html((block.body ?? '') + renderText(block.render ?? '', params)));
  const $caption = $(
    '<div class="card-widgets__widget__caption js-widget-caption-block" role="button" tabindex="0">',
  ).addClass(block.caption?.class_name ?? '');
  $caption.attr({ 'aria-label': `${widget.name}: ${words.collapse}`, 'aria-expanded': 'true' });
  const image = (name: string, className: string) =>
    $('<span>')
      .addClass(className)
      .append($('<img alt="">').attr('src', `${widget.path}/images/${name}`));
  $caption.append(
    image('logo_medium.png', 'card-widgets__widget__caption__logo'),
    image('logo_min.png', 'card-widgets__widget__caption__logo_min'),
    block.caption?.html ?? '',
    '<span class="card-widgets__widget__caption__arrow icon icon-v-ico-2" aria-hidden="true"></span>',
  );
  const $block = $('<div class="card-widgets__widget">').addClass(`card-widgets__widget-${widget.code}`);
  $block.attr({ 'data-code': widget.code, 'data-id': widget.id, id: `widget_${widget.id}` }).append($caption, $body);
  const $old = $(panel)
    .find('.card-widgets__widget')
    .filter((_, one) => one.getAttribute('data-code') === widget.code);
  if ($old.length > 0) {
    $old.first().replaceWith($block);
  } else {
    $(panel).find('.card-widgets__elements').append($block);
  }
  return $block;
}

/** Makes the panel inside an element and lets captions open and close their bodies. */
export function makePanel(element: Element): JQuery {
  const $panel = $(
    '<div class="card-widgets js-card-widgets"><div class="card-widgets__top"><div class="card-widgets__elements"></div></div></div>',
  );
  $(element).addClass('compat-zone').append($panel);
  const toggle = (caption: Element) => {
    const $block = $(caption).closest('.card-widgets__widget').toggleClass('card-widgets__widget_collapsed');
    const isOpen = !$block.hasClass('card-widgets__widget_collapsed');
    $block.find('.card-widgets__widget__body').toggle(isOpen);
    $(caption).attr('aria-expanded', String(isOpen));
  };
  $panel.on('click', '.js-widget-caption-block', function () {
    toggle(this);
  });
  $panel.on('keydown', '.js-widget-caption-block', function (event) {
    if (event.target === this && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      toggle(this);
    }
  });
  return $panel;
}
