// The door to widgets for the rest of the UI. Light: what is heavy comes with the first call.
import type { TriggerIsland, TriggerOptions } from './islands/trigger';

export type { TriggerIsland, TriggerOptions };

/** Whether the page was asked to do without widgets. */
export function isSafeMode(): boolean {
  return new URLSearchParams(location.search).get('safe') === '1';
}

/**
 * Mounts the settings of a trigger into an element that nobody else fills: `{@attach (element) => …}`. Call `destroy` before
 * the element goes.
 */
export async function mountTriggerIsland(element: HTMLElement, options: TriggerOptions & { lang: string }): Promise<TriggerIsland> {
  const host = await import('./host');
  await host.startHost(options.lang);
  return host.mountTrigger(element, options);
}
