// The week as a grid of hours, and as the windows that the server keeps. Pure.
import type { HoursWindow } from '../api/types';

export const HOURS = 24;
export const DAYS = 7;
const HOUR_MINUTES = 60;

/** By day, then hour; Monday is 0. */
export type Week = readonly (readonly boolean[])[];

/** An hour that is open in part counts as open: nobody's automation goes quiet by being looked at. */
export function weekOf(windows: readonly HoursWindow[]): Week {
  return Array.from({ length: DAYS }, (_, day) =>
    Array.from({ length: HOURS }, (_, hour) =>
      windows.some((window) => window.weekday === day && window.from < (hour + 1) * HOUR_MINUTES && window.to > hour * HOUR_MINUTES),
    ),
  );
}

export function windowsOf(week: Week): HoursWindow[] {
  return week.flatMap((hours, weekday) => {
    const windows: HoursWindow[] = [];
    hours.forEach((open, hour) => {
      const last = windows.at(-1);
      if (open && last?.to === hour * HOUR_MINUTES) {
        last.to += HOUR_MINUTES;
      } else if (open) {
        windows.push({ weekday, from: hour * HOUR_MINUTES, to: (hour + 1) * HOUR_MINUTES });
      }
    });
    return windows;
  });
}

/** Windows that the grid cannot show exactly: an edit would round them. */
export function isExact(windows: readonly HoursWindow[]): boolean {
  return windows.every((window) => window.from % HOUR_MINUTES === 0 && window.to % HOUR_MINUTES === 0);
}

/** The cells between two corners set to a value. */
export function painted(week: Week, from: { day: number; hour: number }, to: { day: number; hour: number }, open: boolean): Week {
  const within = (at: number, a: number, b: number) => at >= Math.min(a, b) && at <= Math.max(a, b);
  return week.map((hours, day) => hours.map((was, hour) => (within(day, from.day, to.day) && within(hour, from.hour, to.hour) ? open : was)));
}

/** Monday to Friday, nine to six. */
export function workingHours(): HoursWindow[] {
  return [0, 1, 2, 3, 4].map((weekday) => ({ weekday, from: 9 * HOUR_MINUTES, to: 18 * HOUR_MINUTES }));
}
