// What board, list and lead all need besides leads: who the colleagues are, and which triggers stand where.
import { automation } from '../api/automation';
import { leads } from '../api/leads';
import type { Lead, Named, Trigger } from '../api/types';
import { t } from '../i18n/i18n.svelte';
import type { Target } from './board';

export class LeadHelpers {
  colleagues: readonly Named[] = $state.raw([]);
  triggers: readonly Trigger[] = $state.raw([]);

  async load(): Promise<void> {
    const [colleagues, triggers] = await Promise.all([leads.colleagues(), automation.triggers()]);
    // Without them names and counts are missing, and everything else works: no failure is shown for these.
    this.colleagues = colleagues.ok ? colleagues.value.users : this.colleagues;
    this.triggers = triggers.ok ? triggers.value.triggers : this.triggers;
  }

  /** 0 is the robot. */
  nameOf(userId: number): string {
    return userId === 0 ? t('lead.robot') : (this.colleagues.find((one) => one.id === userId)?.name ?? '');
  }

  triggerName(id: number): string {
    return this.triggers.find((one) => one.id === id)?.name || t('lead.trigger-unnamed', { id: String(id) });
  }

  /** Triggers that are on and stand at a stage. */
  triggersAt(pipelineId: number, stageId: number): number {
    const stands = (one: Trigger) => one.stages.some((at) => at.pipeline_id === pipelineId && at.stage_id === stageId);
    return this.triggers.filter((one) => one.state === 'enabled' && stands(one)).length;
  }

  /** How many triggers a move would fire, asked of the server's own rules; null when it cannot be known. */
  async actionsOf(lead: Lead | null, to: Target): Promise<number | null> {
    if (lead === null || (lead.stage_id === to.stageId && lead.pipeline_id === to.pipelineId)) {
      return null;
    }
    const from = { pipeline_id: lead.pipeline_id, stage_id: lead.stage_id };
    const answer = await automation.explainMove(lead.id, from, { pipeline_id: to.pipelineId, stage_id: to.stageId });
    return answer.ok ? answer.value.triggers.filter((one) => one.fires).length : null;
  }
}
