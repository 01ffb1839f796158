// Widgets that tests write: a script around a few callbacks, which note what happens to them in `window.log`.
import type { Page } from '@playwright/test';

/** A script whose `render`, `init` and `bind_actions` say yes unless the body of `callbacks` says otherwise. */
export function script(callbacks: string, before = ''): string {
  return `define(['jquery'], function ($) { return function () {
    var self = this;
    var log = function (text) { (window.log = window.log || []).push(text); };
    var yes = function () { return true; };
    ${before}
    this.callbacks = $.extend({ render: yes, init: yes, bind_actions: yes, settings: yes, onSave: yes, destroy: yes }, { ${callbacks} });
    return this;
  }; });`;
}

/** What widgets noted so far. */
export function logOf(page: Page): Promise<unknown[]> {
  return page.evaluate(() => (window as unknown as { log?: unknown[] }).log ?? []);
}

/** Runs in the page and gives what the function gives. */
export function inPage<T>(page: Page, text: string): Promise<T> {
  return page.evaluate(`(async () => { ${text} })()`) as Promise<T>;
}
