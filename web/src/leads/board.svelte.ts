// The shell around `board.ts`: asks the server, listens to the stream, keeps the order of both, and decides nothing
// about leads. Everything that may grow has a limit here.
import type { Failure } from '../api/client';
import { leads as api, type LeadChange } from '../api/leads';
import type { LeadEvent, Pipeline } from '../api/types';
import type { Live } from '../stream/live.svelte';
import { arrivals, find, fromServer, heard, moved, withPage, type Board, type News, type Target } from './board';
import { NO_FILTER, queryOf, type LeadFilter } from './filter';

const PAGE_LEADS = 50;
const PAGE_LEADS_MAX = 250; // The server gives no more at once.
const REFRESH_MS = 300; // A thousand events a second still read the board three times a second only.
const NEWS_MS = 700; // What happens together is told together.
const FRESH_MS = 2_500; // How long a lead that came or moved stays tinted.

export interface BoardHandlers {
  news: (news: readonly News[]) => void;
  signedOut: () => void;
}

export class LiveBoard {
  pipelines: readonly Pipeline[] | null = $state.raw(null);
  board: Board | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** Leads that came or moved just now. */
  fresh: ReadonlySet<number> = $state.raw(new Set());
  /** Stages whose next page is on its way. */
  busy: ReadonlySet<number> = $state.raw(new Set());

  #handlers: BoardHandlers;
  #live: Live;
  #deaf: () => void = () => {};
  #wanted = 0;
  #filter: LeadFilter = NO_FILTER;
  #turn = 0;
  // Moves that the server has not confirmed yet: laid over everything it says meanwhile.
  #pending = new Map<number, Target>();
  #named = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #news: News[] = [];
  #newsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(live: Live, handlers: BoardHandlers) {
    this.#live = live;
    this.#handlers = handlers;
  }

  start(): void {
    this.#deaf = this.#live.listen({ lead: this.#heard, resync: () => void this.load() });
  }

  stop(): void {
    this.#deaf();
    this.#turn += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#newsTimer);
  }

  get pipeline(): Pipeline | null {
    return this.pipelines?.find((one) => one.id === this.board?.pipelineId) ?? null;
  }

  /** Shows a pipeline (0: the main one) with a filter. */
  show(pipelineId: number, filter: LeadFilter): void {
    if (this.board !== null && pipelineId !== 0 && pipelineId !== this.board.pipelineId) {
      this.board = null;
    }
    this.#wanted = pipelineId;
    this.#filter = filter;
    void this.load();
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [named, before] = [this.#named, this.board];
    this.#named = new Set();
    const pipelines = await api.pipelines();
    if (turn !== this.#turn || this.#refused(pipelines)) {
      return;
    }
    const sorted = inOrder(pipelines.value.pipelines);
    const pipeline = sorted.find((one) => one.id === this.#wanted) ?? sorted[0];
    if (pipeline === undefined) {
      this.pipelines = sorted;
      this.board = null;
      this.failure = null;
      return;
    }
    const longest = Math.max(PAGE_LEADS, ...(before?.columns ?? []).map((column) => column.leads.length));
    const limit = Math.min(longest, PAGE_LEADS_MAX);
    const answer = await api.board({ pipeline_id: pipeline.id, limit, order: 'changed', ...queryOf(this.#filter) });
    if (turn !== this.#turn || this.#refused(answer)) {
      return;
    }
    this.failure = null;
    this.pipelines = sorted;
    const after = this.#laidOver(fromServer(pipeline, answer.value, before));
    this.board = after;
    this.#tell(arrivals(before, after, named));
  }

  async loadMore(stageId: number): Promise<void> {
    const column = this.board?.columns.find((one) => one.stage.id === stageId);
    if (this.board === null || column === undefined || column.next === null || this.busy.has(stageId)) {
      return;
    }
    this.busy = new Set([...this.busy, stageId]);
    const { pipelineId } = this.board;
    const page = await api.list({ pipeline_id: pipelineId, stage_id: stageId, limit: PAGE_LEADS, after: column.next, order: 'changed', ...queryOf(this.#filter) });
    this.busy = new Set([...this.busy].filter((id) => id !== stageId));
    if (page.ok && this.board?.pipelineId === pipelineId) {
      this.board = this.#laidOver(withPage(this.board, stageId, page.value));
    }
  }

  /** Moves at once and asks then; a failure brings them back. Gives the failure. */
  async move(ids: readonly number[], to: Target): Promise<Failure | null> {
    ids.forEach((id) => this.#pending.set(id, to));
    if (this.board !== null) {
      this.board = this.#laidOver(this.board);
    }
    const outcome = await api.changeMany(ids.map((id) => ({ id, pipeline_id: to.pipelineId, status_id: to.stageId })));
    ids.filter((id) => this.#pending.get(id) === to).forEach((id) => this.#pending.delete(id));
    await this.load();
    return outcome.ok ? null : outcome.failure;
  }

  /** Gives back the id, or why there is none. */
  async add(lead: LeadChange): Promise<{ id: number } | { failure: Failure }> {
    const outcome = await api.create(lead);
    const id = outcome.ok ? outcome.value[0] : undefined;
    await this.load();
    if (id === undefined) {
      return { failure: outcome.ok ? { kind: 'unreachable' } : outcome.failure };
    }
    this.#mark([id]);
    return { id };
  }

  async change(ids: readonly number[], change: LeadChange): Promise<Failure | null> {
    const outcome = await api.changeMany(ids.map((id) => ({ id, ...change })));
    await this.load();
    return outcome.ok ? null : outcome.failure;
  }

  /** Soon; a burst of events brings one question. */
  #refresh(): void {
    this.#timer ??= setTimeout(() => void this.load(), REFRESH_MS);
  }

  #heard = (event: LeadEvent): void => {
    if (this.board === null) {
      return;
    }
    const known = find(this.board, event.lead_id) !== null;
    const result = heard(this.board, event, Math.floor(Date.now() / 1000));
    this.board = this.#laidOver(result.board);
    // What we did ourselves was said already.
    if (result.news !== null && !this.#pending.has(event.lead_id)) {
      this.#tell([result.news]);
    }
    if (!known && result.ask) {
      this.#named.add(event.lead_id);
    }
    if (result.ask) {
      this.#refresh();
    }
  };

  #laidOver(board: Board): Board {
    const now = Math.floor(Date.now() / 1000);
    return [...this.#pending].reduce((after, [id, to]) => moved(after, id, to, now), board);
  }

  #tell(news: readonly News[]): void {
    if (news.length === 0) {
      return;
    }
    this.#news.push(...news);
    this.#newsTimer ??= setTimeout(() => {
      this.#newsTimer = undefined;
      this.#handlers.news(this.#news.splice(0));
    }, NEWS_MS);
    this.#mark(news.map((one) => one.lead.id));
  }

  #mark(ids: readonly number[]): void {
    this.fresh = new Set([...this.fresh, ...ids]);
    setTimeout(() => (this.fresh = new Set([...this.fresh].filter((id) => !ids.includes(id)))), FRESH_MS);
  }

  #refused<T>(outcome: { ok: true; value: T } | { ok: false; failure: Failure }): outcome is { ok: false; failure: Failure } {
    if (outcome.ok) {
      return false;
    }
    if (outcome.failure.kind === 'signed-out') {
      this.#handlers.signedOut();
    }
    this.failure = outcome.failure;
    return true;
  }
}

/** The main one first, stages by their position. */
function inOrder(pipelines: readonly Pipeline[]): Pipeline[] {
  return pipelines
    .map((pipeline) => ({ ...pipeline, stages: [...pipeline.stages].sort((a, b) => a.sort - b.sort) }))
    .sort((a, b) => Number(b.is_main) - Number(a.is_main));
}
