// A movement of a lead that does not happen: which triggers would fire, and why the others would not.
import { automation } from '../api/automation';
import type { Failure } from '../api/client';
import { leads } from '../api/leads';
import type { Explanation, Lead } from '../api/types';

export class Simulation {
  found: readonly Lead[] = $state.raw([]);
  lead: Lead | null = $state.raw(null);
  verdicts: ReadonlyMap<number, Explanation> = $state.raw(new Map());
  failure: Failure | null = $state.raw(null);
  #turn = 0;

  /** Leads to try it with, by a part of their name. */
  async find(pipeline_id: number, query: string): Promise<void> {
    const mine = ++this.#turn;
    const answer = await leads.list({ pipeline_id, limit: 8, order: 'changed', ...(query !== '' && { query }) });
    if (answer.ok && mine === this.#turn) {
      this.found = answer.value.leads;
      this.lead ??= answer.value.leads[0] ?? null;
    }
  }

  /** Asks the server's own rules; `event` is a name of theirs, `from` and `to` count for movements alone. */
  async ask(pipelineId: number, event: string, from: number, to: number): Promise<void> {
    if (this.lead === null) {
      return;
    }
    const at = (stage_id: number) => ({ pipeline_id: pipelineId, stage_id });
    const places = event === 'lead_status_changed' ? { from: at(from), to: at(to) } : event === 'lead_added' ? { to: at(to) } : {};
    const answer = await automation.explain({ lead_id: this.lead.id, event, ...places });
    this.failure = answer.ok ? null : answer.failure;
    this.verdicts = answer.ok ? new Map(answer.value.triggers.map((one) => [one.trigger_id, one])) : new Map();
  }
}
