import { describe, expect, test } from 'vitest';
import type { Lead, LeadEvent, LeadPage, Pipeline } from '../api/types';
import { apply, arrivals, EMPTY, isShared, refreshed, view, withFirstPage, withNextPage, withPipelines, type Board } from './board';

// Two pipelines that share the ids of won and lost. A board reads "1/A: x10 y20 | 1/won: | …",
// where each lead is its name and price, newest first.
const STAGES = { A: 1, B: 2, won: 142, lost: 143 } as const;
const LEADS = { x: 11, y: 12, z: 13 } as const;

describe('events', () => {
  test('move, add, remove; what is unknown is asked for', () => {
    const board = start('1/A:x10@5', '1/A:y20@4', '2/A:z30@3');
    //    event            board after                               news            stale    resync
    check(board, 'x>1/B', '1/A: y20 | 1/B: x10 | 2/A: z30', 'x moved to 1/B', '1');
    check(board, 'x>1/A', '1/A: x10 y20 | 2/A: z30', '-', '1'); // It was there already: nothing to tell.
    check(board, 'x>2/won', '1/A: y20 | 2/A: z30 | 2/won: x10', 'x moved to 2/won', '2');
    check(board, 'z>2/won', '1/A: x10 y20 | 2/won: z30', 'z moved to 2/won', '2');
    check(board, 'y>1/A', '1/A: x10 y20 | 2/A: z30', '-', '1');
    check(board, 'x-', '1/A: y20 | 2/A: z30', 'x gone', '');
    check(board, '99>1/A', '1/A: x10 y20 | 2/A: z30', '-', '1'); // On a page we have not read.
    check(board, '99-', '1/A: x10 y20 | 2/A: z30', '-', '');
    check(board, 'x>1/77', '1/A: x10 y20 | 2/A: z30', '-', '', 'resync'); // A stage added meanwhile.
    check(board, 'x>3/A', '1/A: x10 y20 | 2/A: z30', '-', '', 'resync');
  });

  test('a second copy of an event changes nothing and is not told again', () => {
    const once = apply(start('1/A:x10@5'), event('x>1/B'), 9);
    const twice = apply(once.board, event('x>1/B'), 10);
    expect(once.news).not.toBeNull();
    expect(twice.news).toBeNull();
    expect(draw(twice.board)).toBe(draw(once.board));
  });

  test('the lead that moved is the newest of its stage', () => {
    const board = start('1/A:x10@5', '1/B:y20@7', '1/B:z30@6');
    expect(draw(apply(board, event('x>1/B'), 8).board)).toBe('1/B: x10 y20 z30');
  });

  test('a clock behind the server does not make a lead older', () => {
    const board = start('1/A:x10@500');
    expect(apply(board, event('x>1/B'), 8).board.leads.get(LEADS.x)?.updated_at).toBe(500);
  });

  test('the board before is left as it was', () => {
    const board = start('1/A:x10@5');
    apply(board, event('x>1/B'), 9);
    apply(board, event('x-'), 9);
    expect(draw(board)).toBe('1/A: x10');
  });
});

describe('pages', () => {
  test('the first replaces, the next adds', () => {
    const first = withFirstPage(start('1/A:x10@5', '2/A:z30@3'), 1, page('key', '1/A:y20@6'));
    expect(draw(first)).toBe('1/A: y20 | 2/A: z30');
    expect(view(first).map((one) => one.complete)).toEqual([false, true]);

    const next = withNextPage(first, 1, page(null, '1/B:x10@5'));
    expect(draw(next)).toBe('1/A: y20 | 1/B: x10 | 2/A: z30');
    expect(view(next).map((one) => one.complete)).toEqual([true, true]);
  });

  test('a refresh freshens and keeps the place in the paging', () => {
    const board = withFirstPage(start(), 1, page('key', '1/A:x10@5', '1/A:y20@4'));
    const after = refreshed(board, 1, page('other key', '1/A:x99@9'));
    expect(draw(after)).toBe('1/A: x99 y20');
    expect(after.next.get(1)).toBe('key');
  });

  test('a refresh that does not reach what is known goes on paging where it ends', () => {
    const all = start('1/A:x10@5');
    expect(view(refreshed(all, 1, page('key', '1/A:z30@8', '1/A:y20@7')))[0]?.complete).toBe(false);
    expect(view(refreshed(all, 1, page('key', '1/A:z30@8', '1/A:x10@5')))[0]?.complete).toBe(true);
    expect(view(refreshed(all, 1, page(null, '1/A:z30@8')))[0]?.complete).toBe(true);
  });

  test('an event that overtook the page wins over it', () => {
    const board = start('1/B:x10@6');
    const late = page(null, '1/A:x10@5');
    expect(draw(withFirstPage(board, 1, late, [event('x>1/B')]))).toBe('1/B: x10');
    expect(draw(withNextPage(board, 1, late, [event('x-')]))).toBe('');
    expect(draw(refreshed(board, 1, late, [event('x>1/B'), event('x>2/A')]))).toBe('2/A: x10');
  });

  test('only the leads that an event named are news', () => {
    const before = start('1/A:x10@5');
    const after = refreshed(before, 1, page(null, '1/A:x11@6', '1/A:y20@7', '1/A:z30@8'));
    const named = new Set<number>([LEADS.x, LEADS.y, 99]);
    expect(arrivals(before, after, named).map((one) => `${one.lead.name} ${one.kind}`)).toEqual(['y added']);
  });

  test('a lead that changed pipeline is not kept twice', () => {
    const board = start('1/A:x10@5');
    expect(draw(withFirstPage(board, 2, page(null, '2/A:x10@6')))).toBe('2/A: x10');
  });
});

describe('pipelines', () => {
  test('the main one comes first, stages by sort', () => {
    const board = withPipelines(EMPTY, [pipeline(2, false), { ...pipeline(1, true), stages: [...pipeline(1, true).stages].reverse() }]);
    expect(board.pipelines.map((one) => one.id)).toEqual([1, 2]);
    expect(board.pipelines[0]?.stages.map((one) => one.name)).toEqual(['A', 'B', 'won', 'lost']);
  });

  test('one that is gone takes its leads along', () => {
    const board = withPipelines(start('1/A:x10@5', '2/A:z30@3'), [pipeline(1, true)]);
    expect(draw(board)).toBe('1/A: x10');
    expect(view(board)).toHaveLength(1);
  });

  test('sums and counts add up, and stages that share an id stay apart', () => {
    const board = start('1/A:x10@5', '1/won:y20@4', '2/won:z30@3');
    expect(totals(board)).toBe('1: 2=30 (1/A 1=10, 1/won 1=20) | 2: 1=30 (2/won 1=30)');
  });

  test('shared, once a lead is somebody else\'s', () => {
    const board = start('1/A:x10@5', '1/A:y20@4');
    expect([isShared(board, 1), isShared(board, 2), isShared(EMPTY, 1)]).toEqual([false, true, false]);
  });

  test('totals are of all leads, also of those that are not here', () => {
    const [first] = view(withPipelines(start('1/A:x10@5'), [counting(pipeline(1, true), { A: [170, 9_000] })]));
    expect([first?.count, first?.sum, first?.stages[0]?.leads.length]).toEqual([170, 9_000, 1]);
  });

  test('totals follow an event at once, and only once', () => {
    const board = start('1/A:x10@5', '1/A:y20@4');
    //    events             expected
    follow(board, 'x>1/B', '1: 2=30 (1/A 1=20, 1/B 1=10)');
    follow(board, 'x>1/B x>1/B', '1: 2=30 (1/A 1=20, 1/B 1=10)');
    follow(board, 'x>2/won', '1: 1=20 (1/A 1=20) | 2: 1=10 (2/won 1=10)');
    follow(board, 'x>1/B x>1/A', '1: 2=30 (1/A 2=30)');
    follow(board, 'x- x-', '1: 1=20 (1/A 1=20)');
    follow(board, '99>1/B', '1: 2=30 (1/A 2=30)'); // Whose price we do not know: the server tells.
  });

  test('a page does not change the totals, whatever overtook it', () => {
    const board = start('1/A:x10@5');
    const after = withFirstPage(board, 1, page(null, '1/A:x10@5', '1/A:y20@4'), [event('x>1/B'), event('y-')]);
    expect(draw(after)).toBe('1/B: x10');
    expect(totals(after)).toBe(totals(board));
  });

  test('before its first page a pipeline is not loaded', () => {
    const board = withPipelines(EMPTY, [pipeline(1, true)]);
    expect(view(board)[0]).toMatchObject({ loaded: false, complete: false, count: 0 });
  });
});

function check(board: Board, text: string, after: string, news: string, stale: string, resync = '') {
  const applied = apply(board, event(text), 8);
  expect(draw(applied.board), text).toBe(after);
  expect(tell(applied.news), text).toBe(news);
  expect(applied.stale.join(), text).toBe(stale);
  expect(applied.resync, text).toBe(resync === 'resync');
}

function tell(news: ReturnType<typeof apply>['news']): string {
  if (news === null) {
    return '-';
  }
  return news.kind !== 'moved' ? `${news.lead.name} ${news.kind}` : `${news.lead.name} moved to ${news.pipeline.id}/${news.stage.name}`;
}

function draw(board: Board): string {
  return view(board)
    .flatMap((one) => one.stages.map((stage) => ({ stage, id: one.pipeline.id })))
    .filter(({ stage }) => stage.leads.length > 0)
    .map(({ stage, id }) => `${id}/${stage.stage.name}: ${stage.leads.map((lead) => lead.name + lead.price).join(' ')}`)
    .join(' | ');
}

function follow(board: Board, events: string, expected: string) {
  const after = events.split(' ').reduce((before, text) => apply(before, event(text), 8).board, board);
  expect(totals(after), events).toBe(expected);
}

/** "1: 3=30 (1/A 3=30)": number and sum of each pipeline and stage that has leads. */
function totals(board: Board): string {
  return view(board)
    .filter((one) => one.count > 0)
    .map(({ pipeline: { id }, stages, count, sum }) => {
      const parts = stages.map(({ stage }) => stage).filter((stage) => stage.n_leads > 0);
      return `${id}: ${count}=${sum} (${parts.map((stage) => `${id}/${stage.name} ${stage.n_leads}=${stage.price_sum}`).join(', ')})`;
    })
    .join(' | ');
}

function start(...leads: string[]): Board {
  const all = leads.map(lead);
  const pipelines = [pipeline(1, true), pipeline(2, false)].map((one) => {
    const counts = Object.entries(STAGES).map(([name, id]) => {
      const there = all.filter((some) => some.pipeline_id === one.id && some.stage_id === id);
      return [name, [there.length, there.reduce((sum, some) => sum + some.price, 0)]] as const;
    });
    return counting(one, Object.fromEntries(counts));
  });
  const board = withPipelines(EMPTY, pipelines);
  return [1, 2].reduce((into, id) => withFirstPage(into, id, { leads: all.filter((one) => one.pipeline_id === id), next: null }), board);
}

function page(next: string | null, ...leads: string[]): LeadPage {
  return { leads: leads.map(lead), next };
}

function lead(text: string): Lead {
  const [, pipelineId, stage, name, price, at] = /^(\d)\/(\w+):([a-z])(\d+)@(\d+)$/.exec(text) ?? [];
  return {
    id: LEADS[name as keyof typeof LEADS],
    name: name ?? '',
    price: Number(price),
    pipeline_id: Number(pipelineId),
    stage_id: STAGES[stage as keyof typeof STAGES],
    responsible_user_id: 1,
    updated_at: Number(at),
  };
}

function event(text: string): LeadEvent {
  const [, name = '', pipelineId, stage = ''] = /^(\w+)(?:>(\d)\/(\w+)|-)$/.exec(text) ?? [];
  return {
    event_id: 1,
    code: text.endsWith('-') ? 'lead_deleted' : 'lead_status_changed',
    lead_id: LEADS[name as keyof typeof LEADS] ?? Number(name),
    pipeline_id: Number(pipelineId ?? 1),
    stage_id: STAGES[stage as keyof typeof STAGES] ?? Number(stage),
    from_pipeline_id: null,
    from_stage_id: null,
  };
}

function pipeline(id: number, isMain: boolean): Pipeline {
  const kinds = { A: 'open', B: 'open', won: 'won', lost: 'lost' } as const;
  return {
    id,
    name: `Pipeline ${id}`,
    is_main: isMain,
    stages: Object.entries(STAGES).map(([name, stageId], sort) => ({
      id: stageId, name, color: '#fffeb2', kind: kinds[name as keyof typeof STAGES], sort, n_leads: 0, price_sum: 0,
    })),
  };
}

function counting(pipeline: Pipeline, counts: Record<string, readonly [number, number]>): Pipeline {
  const stages = pipeline.stages.map((stage) => {
    const [n, sum] = counts[stage.name] ?? [0, 0];
    return { ...stage, n_leads: n, price_sum: sum };
  });
  return { ...pipeline, stages };
}
