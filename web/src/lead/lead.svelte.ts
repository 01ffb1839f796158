// One lead with all that belongs to it: asked for, kept fresh by the stream, changed in place.
import { automation } from '../api/automation';
import type { Failure } from '../api/client';
import { deliveries as deliveriesApi } from '../api/deliveries';
import { leads as api, type LeadChange } from '../api/leads';
import type { Delivery, EventEntry, LeadDetails, Run } from '../api/types';
import { Resource } from '../data/resource.svelte';
import type { LiveListener } from '../stream/live.svelte';

const PAGE = 50;
const REFRESH_MS = 250;
const FOLLOW_UP_MS = 1_500; // Deliveries end after the event that the stream tells; they are looked at once more.

export interface History {
  events: readonly EventEntry[];
  runs: readonly Run[];
  deliveries: readonly Delivery[];
  /** The key of the earlier events. */
  next: string | null;
}

export class LeadData {
  readonly id: number;
  readonly details: Resource<LeadDetails>;
  readonly history: Resource<History>;
  #followUp: ReturnType<typeof setTimeout> | undefined;
  #shown = PAGE;

  constructor(id: number) {
    this.id = id;
    this.details = new Resource(() => api.get(id));
    this.history = new Resource(() => this.#read());
  }

  readonly listener: LiveListener = {
    lead: (event) => {
      if (event.lead_id === this.id) {
        this.details.soon(REFRESH_MS);
        this.history.soon(REFRESH_MS);
        clearTimeout(this.#followUp);
        this.#followUp = setTimeout(() => void this.history.load(), FOLLOW_UP_MS);
      }
    },
    resync: () => this.load(),
  };

  load(): void {
    void this.details.load();
    void this.history.load();
  }

  stop(): void {
    clearTimeout(this.#followUp);
    this.details.stop();
    this.history.stop();
  }

  get waiting(): readonly Run[] {
    return (this.history.value?.runs ?? []).filter((run) => run.state === 'waiting').sort((a, b) => a.due_ms - b.due_ms);
  }

  /** Shown at once; the server's word follows. */
  async change(change: LeadChange): Promise<Failure | null> {
    const before = this.details.value;
    this.details.patch((details) => ({ ...details, lead: { ...details.lead, ...shown(change) } }));
    const outcome = await api.change(this.id, change);
    if (!outcome.ok && before !== undefined) {
      this.details.put(before);
    }
    this.load();
    return outcome.ok ? null : outcome.failure;
  }

  async earlier(): Promise<void> {
    this.#shown += PAGE;
    await this.history.load();
  }

  async #read() {
    const [events, runs, deliveries] = await Promise.all([
      automation.events({ lead_id: this.id, limit: Math.min(this.#shown, 250) }),
      automation.runs({ lead_id: this.id, limit: Math.min(this.#shown, 250) }),
      deliveriesApi.list({ lead_id: this.id, limit: Math.min(this.#shown, 250) }),
    ]);
    if (!events.ok) {
      return events;
    }
    if (!runs.ok) {
      return runs;
    }
    if (!deliveries.ok) {
      return deliveries;
    }
    const value: History = {
      events: events.value.events,
      runs: runs.value.runs,
      deliveries: deliveries.value.deliveries,
      next: events.value.next ?? null,
    };
    return { ok: true as const, value };
  }
}

function shown({ name, price, pipeline_id, status_id, responsible_user_id }: LeadChange) {
  return {
    ...(name !== undefined && { name }),
    ...(price !== undefined && { price }),
    ...(pipeline_id !== undefined && { pipeline_id }),
    ...(status_id !== undefined && { stage_id: status_id }),
    ...(responsible_user_id !== undefined && { responsible_user_id }),
  };
}
