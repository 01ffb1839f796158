// How states and failures are said and shown. Pure: the translator is handed in.
import type { Attempt, Delivery, RunRecord } from '../api/types';
import type { PlainKey } from '../i18n/catalogue';
import type { t as translate } from '../i18n/i18n.svelte';
import type { IconName } from '../ui/icons';

type T = typeof translate;
export interface Look {
  tone: 'success' | 'warning' | 'danger' | 'info' | 'neutral';
  icon: IconName;
  text: string;
}

export function deliveryLook(t: T, delivery: Pick<Delivery, 'state' | 'tries' | 'last_status'>): Look {
  switch (delivery.state) {
    case 'delivered':
      return { tone: 'success', icon: 'circle-check', text: delivery.last_status ? String(delivery.last_status) : t('log.state-delivered') };
    case 'dead':
      return { tone: 'danger', icon: 'circle-x', text: t('log.state-dead') };
    case 'leased':
      return { tone: 'info', icon: 'send', text: t('log.state-leased') };
    case 'pending':
      return delivery.tries > 0 ? { tone: 'warning', icon: 'refresh', text: t('log.state-retrying') } : { tone: 'info', icon: 'clock', text: t('log.state-pending') };
    default:
      return { tone: 'warning', icon: 'alert', text: t('log.state-unknown') };
  }
}

export function runLook(t: T, run: RunRecord): Look {
  if (run.state === 'waiting') {
    return { tone: 'info', icon: 'clock', text: t('log.state-waiting') };
  }
  if (run.state === 'dropped') {
    return { tone: 'neutral', icon: 'minus', text: t('log.state-dropped') };
  }
  if (run.outcome?.error) {
    return { tone: 'danger', icon: 'circle-x', text: t('log.state-dead') };
  }
  return run.outcome?.warnings?.length ? { tone: 'warning', icon: 'alert', text: t('log.state-acted') } : { tone: 'success', icon: 'circle-check', text: t('log.state-acted') };
}

const OUTCOMES = ['timed_out', 'dns', 'connect', 'tls', 'reset', 'protocol', 'forbidden', 'interrupted'] as const;

/** What became of it, in one sentence: who did what, and what follows. */
export function attemptSentence(t: T, attempt: Pick<Attempt, 'outcome' | 'status' | 'error'>, host: string): string {
  if (attempt.outcome === 'answered') {
    return t('log.answered', { host, status: String(attempt.status ?? '') });
  }
  const known = OUTCOMES.find((one) => one === attempt.outcome);
  return known === undefined ? (attempt.error ?? attempt.outcome) : t(`log.outcome-${known}`, { host });
}

/** Words of the engine for why a run was dropped; others are shown as they are. */
export function droppedKey(reason: string): PlainKey | null {
  const known = ['cancelled', 'disabled', 'deleted', 'left_meanwhile', 'filter', 'outside_hours', 'too_deep'] as const;
  const found = known.find((one) => one === reason);
  return found === undefined ? null : `log.dropped-${found}`;
}

/** Microseconds as people compare them. */
export function tookOf(us: number): string {
  return us < 1_000_000 ? `${Math.max(1, Math.round(us / 1_000))} ms` : `${(us / 1_000_000).toFixed(1)} s`;
}

/** The host, and the path with its middle left out when it is long. */
export function addressOf(url: string): { host: string; path: string } {
  const [, host = url, path = ''] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  return { host, path: path.length > 48 ? `${path.slice(0, 24)}…${path.slice(-20)}` : path };
}
