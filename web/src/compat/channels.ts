// `listenSocketChannel` and `addNotificationCallback`: what happens live, told to widgets by the shell.
import { call } from './faults';

type Listener = { widget: string; channel: string; keys: string[]; fn: (message: unknown) => unknown };

const listeners = new Set<Listener>();
const notified = new Map<string, (message: unknown) => unknown>();

/** A widget hears a channel; messages without all of its keys are not for it. */
export function subscribe(
  widget: string,
  channel: string,
  keys: string[],
  fn: (message: unknown) => unknown,
): () => void {
  const listener = { widget, channel, keys: keys ?? [], fn };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The shell tells a channel. */
export function publish(channel: string, message: Record<string, unknown>): void {
  for (const { widget, channel: wanted, keys, fn } of listeners) {
    if (wanted === channel && keys.every((key) => key in message)) {
      call(widget, `channel ${channel}`, () => fn(message));
    }
  }
}

/** `APP.addNotificationCallback`. */
export function onNotification(widget: string, fn: (message: unknown) => unknown): void {
  notified.set(widget, fn);
}

/** The shell tells a notification. */
export function notify(message: unknown): void {
  for (const [widget, fn] of notified) {
    call(widget, 'a notification', () => fn(message));
  }
}

/** A widget that was destroyed hears nothing more. */
export function forget(widget: string): void {
  notified.delete(widget);
  for (const listener of listeners) {
    if (listener.widget === widget) {
      listeners.delete(listener);
    }
  }
}
