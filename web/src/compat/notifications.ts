// `APP.notifications`: messages at the edge of the page.
import { $ } from './jquery';

/** Messages that are on the screen at once; older ones go. */
const SHOWN_MAX = 5;
const STAYS_MS = 8_000;

interface Message {
  header?: string;
  text?: string | { header?: string; text?: string };
  link?: string;
  from?: string;
  to?: string;
  type?: string;
}

interface Done {
  done?: () => void;
  fail?: () => void;
  always?: () => void;
}

/** The methods by their documented names. `add_*` reach this page; other channels do not exist yet. */
export const notifications = {
  show_message: (message: Message) => show(message, 'message'),
  show_message_error: (message: Message) => show(message, 'error'),
  show_notification: (message: Message) => show(message, message.type === 'error' ? 'error' : 'call'),
  add_error: (message: Message, after: Done = {}) => {
    show(message, 'error');
    after.done?.();
    after.always?.();
  },
  add_call: (message: Message, after: Done = {}) => {
    show(message, 'call');
    after.done?.();
    after.always?.();
  },
};

function show(message: Message, kind: 'message' | 'error' | 'call'): void {
  const text =
    typeof message.text === 'object' ? message.text : { header: message.header ?? '', text: message.text ?? '' };
  let $all = $('.notifications__wrapper');
  if ($all.length === 0) {
    $all = $('<div class="notifications__wrapper compat-zone" role="log" aria-live="polite">').appendTo('body');
  }
  const $one = $('<div class="notification__item">').addClass(`notification__item_${kind}`);
  $('<p class="notification__header">')
    .text(text.header ?? '')
    .appendTo($one);
  $('<p class="notification__text">')
    .text(text.text ?? '')
    .appendTo($one);
  if (message.link !== undefined && /^https?:\/\//.test(message.link)) {
    $('<a target="_blank" rel="noreferrer">').attr('href', message.link).text(message.link).appendTo($one);
  }
  $one.on('click', () => $one.remove());
  $all.append($one);
  $all.children().slice(0, -SHOWN_MAX).remove();
  setTimeout(() => $one.remove(), STAYS_MS);
}
