// The shell around `board.ts`: asks the server, listens to the stream, keeps the order of both, and decides nothing
// about leads. Everything that may grow has a limit here.
import { api, type Failure, type Outcome } from '../api/client';
import type { LeadEvent, LeadPage } from '../api/types';
import type { Live } from '../stream/live.svelte';
import { apply, arrivals, EMPTY, isShared, refreshed, view, withFirstPage, withNextPage, withPipelines, type Board, type News } from './board';

const PAGE_LEADS = 50;
const PAGE_LEADS_MAX = 250; // The server gives no more at once.
const REFRESH_MS = 300; // A thousand events a second still read each list three times a second only.
const NEWS_MS = 700; // What happens together is told together.
const FRESH_MS = 2_500; // How long a lead that moved stays tinted.
const LOG_EVENTS_MAX = 1_000; // Events kept for pages that are on their way; requests are shorter than that.
const OPEN_WAIT_MS = 400; // The stream first, then the pages: so nothing falls between them.

export type MoreState = 'idle' | 'busy' | 'failed';

export interface LiveBoardHandlers {
  news: (news: readonly News[]) => void;
  signedOut: () => void;
}

export class LiveBoard {
  #board: Board = $state.raw(EMPTY);
  #more: ReadonlyMap<number, MoreState> = $state.raw(new Map());
  load: { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; failure: Failure } = $state.raw({ kind: 'loading' });
  /** Leads that moved just now. */
  fresh: ReadonlySet<number> = $state.raw(new Set());
  pipelines = $derived(view(this.#board));
  isShared = (userId: number): boolean => isShared(this.#board, userId);

  #handlers: LiveBoardHandlers;
  #live: Live;
  #deaf: () => void = () => {};
  #stopped = false;
  #loading = false;
  #asked = 0;
  #answered = 0;
  #loadAgain = false;
  #log: LeadEvent[] = [];
  #logged = 0;
  #stale = new Set<number>();
  #unknown = new Set<number>();
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #news: News[] = [];
  #newsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(live: Live, handlers: LiveBoardHandlers) {
    this.#handlers = handlers;
    this.#live = live;
  }

  async start(): Promise<void> {
    this.#deaf = this.#live.listen({ lead: (event) => this.#take(event), resync: () => void this.reload() });
    await Promise.race([this.#live.opened, new Promise((resolve) => setTimeout(resolve, OPEN_WAIT_MS))]);
    await this.reload();
  }

  stop(): void {
    this.#stopped = true;
    this.#deaf();
    clearTimeout(this.#refreshTimer);
    clearTimeout(this.#newsTimer);
  }

  moreState(pipelineId: number): MoreState {
    return this.#more.get(pipelineId) ?? 'idle';
  }

  /** Everything again. What is shown stays until its successor is here. */
  async reload(): Promise<void> {
    if (this.#loading) {
      this.#loadAgain = true;
      return;
    }
    this.#loading = true;
    if (this.load.kind === 'failed') {
      this.load = { kind: 'loading' };
    }
    do {
      this.#loadAgain = false;
      const failure = await this.#loadAll();
      if (failure !== null && this.load.kind !== 'ready') {
        this.load = { kind: 'failed', failure };
      } else if (failure === null) {
        this.load = { kind: 'ready' };
      }
    } while (this.#loadAgain && !this.#stopped);
    this.#loading = false;
  }

  /** Gives the number of leads that came, or null when none could be read. */
  async loadMore(pipelineId: number): Promise<number | null> {
    const after = this.#board.next.get(pipelineId);
    if (after === undefined || after === null || this.moreState(pipelineId) === 'busy') {
      return null;
    }
    this.#setMore(pipelineId, 'busy');
    const mark = this.#logged;
    const page = await api.leads({ pipeline_id: pipelineId, limit: PAGE_LEADS, after });
    if (this.#refused(page)) {
      this.#setMore(pipelineId, 'failed');
      return null;
    }
    this.#setMore(pipelineId, 'idle');
    this.#board = withNextPage(this.#board, pipelineId, page.value, this.#since(mark));
    return page.value.leads.length;
  }

  async #loadAll(): Promise<Failure | null> {
    const mark = this.#logged;
    const pipelines = await this.#askPipelines();
    if (this.#refused(pipelines)) {
      return pipelines.failure;
    }
    pipelines.value();
    const outcomes = await Promise.all(this.#board.pipelines.map((pipeline) => this.#loadFirst(pipeline.id, mark)));
    return outcomes.find((failure) => failure !== null) ?? null;
  }

  /** Gives what puts them into the board: at the caller's time, and never over a younger answer. */
  async #askPipelines(): Promise<Outcome<() => void>> {
    const turn = ++this.#asked;
    const outcome = await api.pipelines();
    if (!outcome.ok) {
      return outcome;
    }
    const put = () => {
      if (turn > this.#answered) {
        this.#answered = turn;
        this.#board = withPipelines(this.#board, outcome.value.pipelines);
      }
    };
    return { ok: true, value: put };
  }

  async #loadFirst(pipelineId: number, mark: number): Promise<Failure | null> {
    const page = await api.leads({ pipeline_id: pipelineId, limit: PAGE_LEADS });
    if (this.#refused(page)) {
      return page.failure;
    }
    this.#board = withFirstPage(this.#board, pipelineId, page.value, this.#since(mark));
    return null;
  }

  #take(event: LeadEvent): void {
    this.#log = [...this.#log.slice(1 - LOG_EVENTS_MAX), event];
    this.#logged += 1;
    const known = this.#board.leads.has(event.lead_id);
    const applied = apply(this.#board, event, Math.floor(Date.now() / 1000));
    this.#board = applied.board;
    if (applied.resync) {
      void this.reload();
      return;
    }
    if (applied.news !== null) {
      this.#tell([applied.news]);
    }
    if (applied.stale.length > 0 && !known) {
      this.#unknown.add(event.lead_id);
    }
    applied.stale.forEach((id) => this.#stale.add(id));
    // Also when no list changed: the totals may have, by a lead that is not here.
    this.#refreshTimer ??= setTimeout(() => void this.#refresh(), REFRESH_MS);
  }

  async #refresh(): Promise<void> {
    const [stale, unknown, mark] = [this.#stale, this.#unknown, this.#logged];
    this.#stale = new Set();
    this.#unknown = new Set();
    const [pipelines, ...pages] = await Promise.all([this.#askPipelines(), ...[...stale].map((id) => this.#askShown(id))]);
    const before = this.#board;
    // Totals and rows in one go. If the event that follows is missing in either, it asks again itself.
    if (!this.#refused(pipelines)) {
      pipelines.value();
    }
    for (const { id, page } of pages) {
      // A refresh that failed is repaired by the next event or the next reload.
      if (!this.#refused(page)) {
        this.#board = refreshed(this.#board, id, page.value, this.#since(mark));
      }
    }
    this.#tell(arrivals(before, this.#board, unknown));
    // One at a time: an older answer must not come after a younger one.
    this.#refreshTimer = undefined;
    if (this.#logged > mark && !this.#stopped) {
      this.#refreshTimer = setTimeout(() => void this.#refresh(), REFRESH_MS);
    }
    if (!this.#loading && !this.#stopped && this.#board.pipelines.some((one) => !this.#board.next.has(one.id))) {
      void this.reload(); // A pipeline added meanwhile.
    }
  }

  /** The first page, as long as what is shown: leads come in the order of their ids, so a changed one may be anywhere. */
  async #askShown(id: number): Promise<{ id: number; page: Outcome<LeadPage> }> {
    const n = [...this.#board.leads.values()].filter((lead) => lead.pipeline_id === id).length;
    const limit = Math.min(Math.max(n + 1, PAGE_LEADS), PAGE_LEADS_MAX);
    return { id, page: await api.leads({ pipeline_id: id, limit }) };
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

    const ids = news.map((one) => one.lead.id);
    this.fresh = new Set([...this.fresh, ...ids]);
    setTimeout(() => (this.fresh = new Set([...this.fresh].filter((id) => !ids.includes(id)))), FRESH_MS);
  }

  #since(mark: number): LeadEvent[] {
    const n = this.#logged - mark;
    return n === 0 ? [] : this.#log.slice(-n);
  }

  #setMore(pipelineId: number, state: MoreState): void {
    this.#more = new Map(this.#more).set(pipelineId, state);
  }

  #refused(outcome: { ok: true } | { ok: false; failure: Failure }): outcome is { ok: false; failure: Failure } {
    if (!outcome.ok && outcome.failure.kind === 'signed-out') {
      this.#signedOut();
    }
    return !outcome.ok;
  }

  #signedOut(): void {
    if (!this.#stopped) {
      this.stop();
      this.#handlers.signedOut();
    }
  }
}
