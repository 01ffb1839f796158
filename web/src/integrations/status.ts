// How a widget stands, and which triggers stop without it. Pure.
import type { TriggerRule, Widget } from '../api/types';
import type { PlainKey } from '../i18n/catalogue';
import type { IconName } from '../ui/icons';

export interface Status {
  tone: 'success' | 'warning' | 'neutral';
  icon: IconName;
  key: PlainKey;
}

export function statusOf(widget: Pick<Widget, 'is_active' | 'is_usable_in_trigger' | 'no_webhook_because'>): Status {
  if (!widget.is_active) {
    return { tone: 'neutral', icon: 'pause', key: 'integrations.off' };
  }
  return widget.is_usable_in_trigger && widget.no_webhook_because
    ? { tone: 'warning', icon: 'alert', key: 'integrations.needs-setup' }
    : { tone: 'success', icon: 'circle-check', key: 'integrations.on' };
}

export function triggersOf(code: string, rules: readonly TriggerRule[]): TriggerRule[] {
  return rules.filter((rule) => rule.action.kind === 'widget_hook' && rule.action.widget === code);
}
