// Which widgets run where: entering and leaving areas, one instance per widget.
import { watchWindow } from './faults';
import { place, type Area } from './areas';
import { Instance } from './instance';
import { $ } from './jquery';
import { page } from './page';
import type { HostedWidget } from './types';

/** A form does not wait longer than this for the start of its widget. */
const START_MS = 2_000;

const instances = new Map<string, Instance>();
const entered = new Map<Area, { starts: Map<string, Promise<boolean>>; path: string }>();

/** Faults that surface in timers and handlers find their widget. */
export function watchFaults(): void {
  watchWindow((text) => page().data.widgets.find((widget) => text.includes(`${widget.path}/`))?.code);
}

/** The one instance of a widget. */
export function instanceOf(code: string): Instance | undefined {
  const known = instances.get(code);
  if (known !== undefined) {
    return known;
  }
  const widget = page().data.widgets.find((one) => one.code === code);
  if (widget === undefined) {
    return undefined;
  }
  const made = new Instance(widget);
  instances.set(code, made);
  return made;
}

/** All instances that exist. */
export function allInstances(): Instance[] {
  return [...instances.values()];
}

/** The user comes to an area: its widgets start, those of other areas were stopped by `leave`. */
export function enter(area: Area, ofWidget?: string): void {
  page().area = area;
  page().ofWidget = ofWidget;
  if (entered.has(area)) {
    return;
  }
  const starts = new Map<string, Promise<boolean>>();
  entered.set(area, { starts, path: location.pathname });
  for (const widget of here(area, ofWidget)) {
    const instance = instanceOf(widget.code);
    if (instance !== undefined) {
      starts.set(widget.code, instance.start());
    }
  }
}

/** The user leaves an area. */
export function leave(area: Area): void {
  const left = entered.get(area);
  if (left === undefined) {
    return;
  }
  entered.delete(area);
  for (const code of left.starts.keys()) {
    instances.get(code)?.stop();
  }
  if (page().area === area) {
    page().area = 'everywhere';
  }
  $(document).trigger('page:changed');
}

/** Waits, but not for ever, until a widget has started in an area. */
export async function started(area: Area, code: string): Promise<Instance | undefined> {
  const instance = instanceOf(code);
  if (instance === undefined) {
    return undefined;
  }
  const start = entered.get(area)?.starts.get(code) ?? instance.make();
  await Promise.race([start, new Promise((resolve) => setTimeout(resolve, START_MS))]);
  return instance;
}

/** Whether the page is still the one on which the area was entered. */
export function isOnSamePage(area: Area): boolean {
  return entered.get(area)?.path === location.pathname;
}

/** The page of one widget is no place for others that have such a page too. */
function here(area: Area, ofWidget: string | undefined): HostedWidget[] {
  const isHere = (widget: HostedWidget) => {
    const at = place(widget, area);
    return at !== undefined && (ofWidget === undefined || widget.code === ofWidget || at === 0);
  };
  return page().data.widgets.filter((widget) => widget.is_active && isHere(widget));
}
