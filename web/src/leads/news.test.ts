import { expect, test } from 'vitest';
import { t } from '../i18n/i18n.svelte';
import type { News } from './board';
import { tellNews } from './news';

test('few are told by name, many by number, each lead once', () => {
  //   news                        expected
  check(['1>Offer'], 'Lead 1 moved to Offer.');
  check(['1>Offer', '1>Won'], 'Lead 1 moved to Won.'); // Where it is now; the way there is history.
  check(['1>Offer', '2-'], 'Lead 1 moved to Offer. Lead 2 was deleted.');
  check(['1>Offer', '2>Offer', '3>Offer'], 'Lead 1 moved to Offer. Lead 2 moved to Offer. Lead 3 moved to Offer.');
  check(['1>Offer', '2>Offer', '3>Offer', '4-'], '4 leads changed.');
  check([], '');
});

function check(texts: string[], expected: string) {
  expect(tellNews(t, texts.map(news))).toBe(expected);
}

function news(text: string): News {
  const [, id, stageName] = /^(\d+)(?:>(\w+)|-)$/.exec(text) ?? [];
  const lead = { id: Number(id), name: '', price: 0, pipeline_id: 1, stage_id: 1, responsible_user_id: 1, created_at: 1, updated_at: 1 };
  if (stageName === undefined) {
    return { kind: 'gone', lead };
  }
  const stage = { id: 1, name: stageName, color: '', kind: 'open', sort: 0, n_leads: 1, price_sum: 0 } as const;
  return { kind: 'moved', lead, stage };
}
