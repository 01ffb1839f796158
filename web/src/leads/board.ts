// What the browser knows of pipelines and leads, and how pages and events change it.
//
// Values in, values out: no request, no clock, no component. Whoever fetches is `board.svelte.ts`.
import type { Lead, LeadEvent, LeadPage, Pipeline, Stage } from '../api/types';

export interface Board {
  pipelines: readonly Pipeline[];
  leads: ReadonlyMap<number, Lead>;
  /** Per pipeline the key of the next page; `null` when all leads are here; absent while the first page is not. */
  next: ReadonlyMap<number, string | null>;
}

/** What a reader is to be told; the words are found later, in the reader's language. */
export type News =
  | { kind: 'added'; lead: Lead; stage: Stage }
  | { kind: 'moved'; lead: Lead; stage: Stage; pipeline: Pipeline; changedPipeline: boolean }
  | { kind: 'gone'; lead: Lead };

/** What one event did: the board after it, the news, and what only the server can tell us now. */
export interface Applied {
  board: Board;
  news: News | null;
  /** Pipelines whose first page is to be read again. */
  stale: readonly number[];
  /** The event names a stage or pipeline we have never seen: read everything again. */
  resync: boolean;
}

export const EMPTY: Board = { pipelines: [], leads: new Map(), next: new Map() };

/** Pipelines in the server's order, the main one first; stages by `sort`. Forgets leads of pipelines that are gone. */
export function withPipelines(board: Board, pipelines: readonly Pipeline[]): Board {
  const sorted = pipelines
    .map((pipeline) => ({ ...pipeline, stages: [...pipeline.stages].sort((a, b) => a.sort - b.sort) }))
    .sort((a, b) => Number(b.is_main) - Number(a.is_main));
  const known = new Set(sorted.map((pipeline) => pipeline.id));
  return {
    pipelines: sorted,
    leads: new Map([...board.leads].filter(([, lead]) => known.has(lead.pipeline_id))),
    next: new Map([...board.next].filter(([id]) => known.has(id))),
  };
}

/** The first page, after a load or a resync: it replaces what was known of the pipeline. */
export function withFirstPage(board: Board, pipelineId: number, page: LeadPage, since: readonly LeadEvent[] = []): Board {
  const others = [...board.leads].filter(([, lead]) => lead.pipeline_id !== pipelineId);
  const next = new Map(board.next).set(pipelineId, page.next ?? null);
  return replay({ ...board, leads: withLeads(new Map(others), page.leads), next }, since);
}

/** A further page: it adds. */
export function withNextPage(board: Board, pipelineId: number, page: LeadPage, since: readonly LeadEvent[] = []): Board {
  const next = new Map(board.next).set(pipelineId, page.next ?? null);
  return replay({ ...board, leads: withLeads(new Map(board.leads), page.leads), next }, since);
}

/** The first page, read again because of an event: it freshens and adds, and leaves further pages and their key alone. */
export function refreshed(board: Board, pipelineId: number, page: LeadPage, since: readonly LeadEvent[] = []): Board {
  const last = page.leads.at(-1);
  // So many came that the page does not reach those we had: paging goes on at the gap, over what is known already.
  const isGap = last !== undefined && !board.leads.has(last.id) && board.next.has(pipelineId);
  const next = isGap ? new Map(board.next).set(pipelineId, page.next ?? null) : board.next;
  return replay({ ...board, leads: withLeads(new Map(board.leads), page.leads), next }, since);
}

export function apply(board: Board, event: LeadEvent, nowSeconds: number): Applied {
  const lead = board.leads.get(event.lead_id);
  if (isDeletion(event)) {
    return {
      board: lead === undefined ? board : counted(without(board, event.lead_id), lead, -1),
      news: lead === undefined ? null : { kind: 'gone', lead },
      stale: [],
      resync: false,
    };
  }
  const pipeline = board.pipelines.find((one) => one.id === event.pipeline_id);
  const stage = pipeline?.stages.find((one) => one.id === event.stage_id);
  if (pipeline === undefined || stage === undefined) {
    return { board, news: null, stale: [], resync: true };
  }
  if (lead === undefined) {
    return { board, news: null, stale: [pipeline.id], resync: false };
  }
  const changedPipeline = lead.pipeline_id !== pipeline.id;
  if (!changedPipeline && lead.stage_id === stage.id) {
    return { board, news: null, stale: [pipeline.id], resync: false }; // Name or price may have changed, or we knew.
  }
  // Moved at a moment the event does not name; the server's own time comes with the page.
  const moved = { ...lead, pipeline_id: pipeline.id, stage_id: stage.id, updated_at: Math.max(lead.updated_at, nowSeconds) };
  const after = { ...board, leads: new Map(board.leads).set(lead.id, moved) };
  return {
    board: counted(counted(after, lead, -1), moved, 1),
    news: { kind: 'moved', lead: moved, stage, pipeline, changedPipeline },
    stale: [pipeline.id],
    resync: false,
  };
}

/** The leads that events named, that we did not know, and that a page has now brought. */
export function arrivals(before: Board, after: Board, named: ReadonlySet<number>): News[] {
  return [...named].flatMap((id): News[] => {
    const lead = after.leads.get(id);
    const stage = lead === undefined || before.leads.has(id) ? undefined : stageOf(after, lead);
    return lead === undefined || stage === undefined ? [] : [{ kind: 'added', lead, stage }];
  });
}

export interface ShownStage {
  /** A stage id is unique only together with its pipeline's. */
  key: string;
  /** Its count and sum are of all its leads, also of those on pages not read. */
  stage: Stage;
  /** Those that are here. */
  leads: readonly Lead[];
}

export interface ShownPipeline {
  pipeline: Pipeline;
  stages: readonly ShownStage[];
  count: number;
  sum: number;
  /** False while there are further pages. */
  complete: boolean;
  loaded: boolean;
}

export function view(board: Board): ShownPipeline[] {
  const byStage = grouped(board.leads.values());
  return board.pipelines.map((pipeline) => {
    const stages = pipeline.stages.map((stage) => stageView(pipeline, stage, byStage));
    return {
      pipeline,
      stages,
      count: total(pipeline.stages, (stage) => stage.n_leads),
      sum: total(pipeline.stages, (stage) => stage.price_sum),
      complete: board.next.get(pipeline.id) === null,
      loaded: board.next.has(pipeline.id),
    };
  });
}

/** Whether somebody else looks after a lead too: only then it says something which ones are one's own. */
export function isShared(board: Board, userId: number): boolean {
  return [...board.leads.values()].some((lead) => lead.responsible_user_id !== userId);
}

export function stageKey(pipelineId: number, stageId: number): string {
  return `${pipelineId}:${stageId}`;
}

function stageOf(board: Board, lead: Lead): Stage | undefined {
  const pipeline = board.pipelines.find((one) => one.id === lead.pipeline_id);
  return pipeline?.stages.find((one) => one.id === lead.stage_id);
}

function grouped(leads: Iterable<Lead>): Map<string, Lead[]> {
  const groups = new Map<string, Lead[]>();
  for (const lead of leads) {
    const key = stageKey(lead.pipeline_id, lead.stage_id);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [lead]);
    } else {
      group.push(lead);
    }
  }
  return groups;
}

function stageView(pipeline: Pipeline, stage: Stage, byStage: ReadonlyMap<string, Lead[]>): ShownStage {
  const key = stageKey(pipeline.id, stage.id);
  const leads = [...(byStage.get(key) ?? [])].sort(newestFirst);
  return { key, stage, leads };
}

function newestFirst(a: Lead, b: Lead): number {
  return b.updated_at - a.updated_at || b.id - a.id;
}

// Events that came while the page was on its way may be newer than the page. The totals are not the page's: they were
// changed when the event came.
function replay(board: Board, events: readonly LeadEvent[]): Board {
  return { ...events.reduce((after, event) => apply(after, event, 0).board, board), pipelines: board.pipelines };
}

// What the totals will be when the server is asked next; shown until then, so that a row never moves without them.
function counted(board: Board, lead: Lead, n: 1 | -1): Board {
  const isHere = (pipeline: Pipeline, stage: Stage) => pipeline.id === lead.pipeline_id && stage.id === lead.stage_id;
  const pipelines = board.pipelines.map((pipeline) => ({
    ...pipeline,
    stages: pipeline.stages.map((stage) =>
      isHere(pipeline, stage) ? { ...stage, n_leads: stage.n_leads + n, price_sum: stage.price_sum + n * lead.price } : stage,
    ),
  }));
  return { ...board, pipelines };
}

function withLeads(leads: Map<number, Lead>, more: readonly Lead[]): Map<number, Lead> {
  for (const lead of more) {
    leads.set(lead.id, lead);
  }
  return leads;
}

function without(board: Board, leadId: number): Board {
  const leads = new Map(board.leads);
  leads.delete(leadId);
  return { ...board, leads };
}

function isDeletion(event: LeadEvent): boolean {
  return event.code.endsWith('deleted');
}

function total<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
