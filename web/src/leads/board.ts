// What the browser knows of a pipeline's board, and how pages, moves and events change it.
//
// Values in, values out: no request, no clock, no component. Whoever fetches is `board.svelte.ts`.
import type { BoardAnswer, Lead, LeadEvent, LeadPage, Pipeline, Stage } from '../api/types';

export interface Column {
  stage: Stage;
  /** Of all leads there that fit the filter, also of those on pages not read. */
  count: number;
  sum: number;
  /** Those that are here, changed last first. */
  leads: readonly Lead[];
  /** The key of the next page; null when all are here. */
  next: string | null;
}

export interface Board {
  pipelineId: number;
  columns: readonly Column[];
}

/** Where a lead is to stand. */
export interface Target {
  pipelineId: number;
  stageId: number;
}

export type News =
  | { kind: 'added'; lead: Lead; stage: Stage }
  | { kind: 'moved'; lead: Lead; stage: Stage }
  | { kind: 'left'; lead: Lead }
  | { kind: 'gone'; lead: Lead };

/** What the server said. With a board from before, further pages that were read stay, and so does their key. */
export function fromServer(pipeline: Pipeline, answer: BoardAnswer, before: Board | null = null): Board {
  const fresh = new Set(answer.stages.flatMap((stage) => stage.leads.map((lead) => lead.id)));
  const columns = pipeline.stages.map((stage): Column => {
    const came = answer.stages.find((one) => one.stage_id === stage.id);
    const known = before?.pipelineId === pipeline.id ? before.columns.find((one) => one.stage.id === stage.id) : undefined;
    const leads = came?.leads ?? [];
    const next = came?.next ?? null;
    // A page that is not the last says nothing of what stands behind it.
    const behind = next === null ? [] : (known?.leads ?? []).filter((lead) => !fresh.has(lead.id) && isBehind(lead, leads.at(-1)));
    return {
      stage,
      count: came?.n_leads ?? 0,
      sum: came?.price_sum ?? 0,
      leads: [...leads, ...behind],
      next: behind.length > 0 ? (known?.next ?? null) : next,
    };
  });
  return { pipelineId: pipeline.id, columns };
}

export function withPage(board: Board, stageId: number, page: LeadPage): Board {
  const known = new Set(board.columns.flatMap((column) => column.leads.map((lead) => lead.id)));
  return changed(board, stageId, (column) => ({
    ...column,
    leads: [...column.leads, ...page.leads.filter((lead) => !known.has(lead.id))],
    next: page.next ?? null,
  }));
}

export function find(board: Board, leadId: number): { lead: Lead; column: Column } | null {
  for (const column of board.columns) {
    const lead = column.leads.find((one) => one.id === leadId);
    if (lead !== undefined) {
      return { lead, column };
    }
  }
  return null;
}

/** The lead stands on top of its new stage; in another pipeline it is gone from here. Counts and sums follow. */
export function moved(board: Board, leadId: number, to: Target, nowSeconds: number): Board {
  const found = find(board, leadId);
  if (found === null || (found.column.stage.id === to.stageId && board.pipelineId === to.pipelineId)) {
    return board;
  }
  const out = changed(board, found.column.stage.id, (column) => without(column, found.lead));
  if (board.pipelineId !== to.pipelineId) {
    return out;
  }
  const { pipelineId: pipeline_id, stageId: stage_id } = to;
  const lead = { ...found.lead, pipeline_id, stage_id, updated_at: Math.max(found.lead.updated_at, nowSeconds) };
  return changed(out, stage_id, (column) => withLead(column, lead));
}

/** A lead that we were told of by ourselves: just made, or changed in place. */
export function put(board: Board, lead: Lead): Board {
  const found = find(board, lead.id);
  if (found === null) {
    return lead.pipeline_id === board.pipelineId ? changed(board, lead.stage_id, (column) => withLead(column, lead)) : board;
  }
  return changed(board, found.column.stage.id, (column) => ({
    ...column,
    sum: column.sum + lead.price - found.lead.price,
    leads: column.leads.map((one) => (one.id === lead.id ? lead : one)),
  }));
}

export function removed(board: Board, leadId: number): Board {
  const found = find(board, leadId);
  return found === null ? board : changed(board, found.column.stage.id, (column) => without(column, found.lead));
}

/** What an event does at once, what of it is news, and whether only the server can tell the rest. */
export function heard(board: Board, event: LeadEvent, nowSeconds: number): { board: Board; news: News | null; ask: boolean } {
  const found = find(board, event.lead_id);
  const isAbout = event.pipeline_id === board.pipelineId || event.from_pipeline_id === board.pipelineId;
  if (event.code.endsWith('deleted')) {
    return { board: removed(board, event.lead_id), news: found && { kind: 'gone', lead: found.lead }, ask: isAbout };
  }
  const to = { pipelineId: event.pipeline_id, stageId: event.stage_id };
  if (found === null || (found.column.stage.id === to.stageId && to.pipelineId === board.pipelineId)) {
    return { board, news: null, ask: isAbout };
  }
  const after = moved(board, event.lead_id, to, nowSeconds);
  const now = find(after, event.lead_id);
  const news: News = now === null ? { kind: 'left', lead: found.lead } : { kind: 'moved', lead: now.lead, stage: now.column.stage };
  return { board: after, news, ask: true };
}

/** The leads that events named, that we did not know, and that the server has now brought. */
export function arrivals(before: Board | null, after: Board, named: ReadonlySet<number>): News[] {
  return [...named].flatMap((id): News[] => {
    const found = find(after, id);
    const isNew = found !== null && (before === null || find(before, id) === null);
    return isNew ? [{ kind: 'added', lead: found.lead, stage: found.column.stage }] : [];
  });
}

/** Columns of the board itself; won and lost stand apart. */
export function isOpen(column: Column): boolean {
  return column.stage.kind === 'open' || isWaiting(column);
}

/** Nobody puts leads among the incoming ones: without any the column would only take room. */
function isWaiting(column: Column): boolean {
  return column.stage.kind === 'incoming' && column.count > 0;
}

/** The stage `by` steps away, within the open ones, then won and lost. */
export function neighbour(board: Board, stageId: number, by: number): Stage | null {
  const at = board.columns.findIndex((column) => column.stage.id === stageId);
  return board.columns[at + by]?.stage ?? null;
}

function isBehind(lead: Lead, last: Lead | undefined): boolean {
  return last === undefined || lead.updated_at < last.updated_at || (lead.updated_at === last.updated_at && lead.id < last.id);
}

function withLead(column: Column, lead: Lead): Column {
  return { ...column, count: column.count + 1, sum: column.sum + lead.price, leads: [lead, ...column.leads] };
}

function without(column: Column, lead: Lead): Column {
  return {
    ...column,
    count: Math.max(0, column.count - 1),
    sum: column.sum - lead.price,
    leads: column.leads.filter((one) => one.id !== lead.id),
  };
}

function changed(board: Board, stageId: number, change: (column: Column) => Column): Board {
  return { ...board, columns: board.columns.map((column) => (column.stage.id === stageId ? change(column) : column)) };
}
