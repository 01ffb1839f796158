// The door to widgets for the rest of the UI. Light: what is heavy comes with the first call.
import type { TriggerIsland, TriggerOptions } from './islands/trigger';
import { isSafeMode } from './safeMode';

export type { TriggerIsland, TriggerOptions };
export { isSafeMode };

/** The heavy part, started for the account that is signed in. Everything else that can be mounted is on it. */
export async function startWidgets(lang: string): Promise<typeof import('./host')> {
  const host = await import('./host');
  await host.startHost(lang);
  return host;
}

/**
 * Mounts the settings of a trigger into an element that nobody else fills, and that stays where it is until `destroy`. Comes
 * back at once; `ready` fails when the host cannot be loaded, and `collect` waits for it.
 */
export function mountTriggerIsland(element: HTMLElement, options: TriggerOptions & { lang: string }): TriggerIsland {
  let island: TriggerIsland | undefined;
  let isOpen = true;
  const mounted = startWidgets(options.lang).then((host) => {
    if (!isOpen) {
      throw new Error('closed before it was there');
    }
    return (island = host.mountTrigger(element, options));
  });
  const ready = mounted.then((made) => made.ready);
  ready.catch(() => {}); // Whoever waits for it hears of it; nobody has to.
  return {
    ready,
    collect: () => mounted.then((made) => made.collect()),
    get isDirty() {
      return island?.isDirty ?? false;
    },
    destroy() {
      isOpen = false;
      island?.destroy();
    },
  };
}
