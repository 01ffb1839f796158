// The names this package uses for what the server's document describes. The document also holds the compatible surface
// (`Lead`, `Pipeline`), so the views of our own are named here, and nowhere else.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Session = Schemas['SessionView'];
export type Credentials = Schemas['SignIn'];
export type Pipeline = Schemas['PipelineView'];
/** With `n_leads` and `price_sum`, counted by the server over all pages. */
export type Stage = Schemas['StageView'];
export type Lead = Schemas['LeadView'];
export type LeadPage = Schemas['LeadsView'];
export type LeadDetails = Schemas['LeadDetails'];
export type LinkedContact = Schemas['LinkedContactView'];
export type BoardAnswer = Schemas['BoardView'];
export type Named = Schemas['NamedView'];
export type Trigger = Schemas['TriggerView'];
export type Run = Schemas['RunView'];
export type Delivery = Schemas['DeliveryView'];
export type EventEntry = Schemas['EventView'];

/** What the stream's `lead` event carries: OpenAPI cannot describe the data of server-sent events. */
export interface LeadEvent {
  event_id: number;
  code: string;
  lead_id: number;
  /** Where the lead stands after it. */
  pipeline_id: number;
  stage_id: number;
  from_pipeline_id: number | null;
  from_stage_id: number | null;
}

/** A stage with its pipeline. */
export interface Place {
  pipeline_id: number;
  stage_id: number;
}

/** What a trigger does. The document describes the body as one flat object, so its forms are named here. */
export type TriggerAction =
  | { kind: 'widget_hook'; widget: string; settings: Record<string, unknown>; address?: string | null }
  | { kind: 'send_webhook'; url: string }
  | { kind: 'create_task'; text: string; task_type: number; responsible_id?: number | null; due: 'at_creation' | 'end_of_day' | 'after'; due_seconds?: number | null }
  | { kind: 'change_stage'; pipeline_id: number; stage_id: number }
  | { kind: 'change_responsible'; user_id: number }
  | { kind: 'edit_tags'; add: string[]; remove: string[] }
  | { kind: 'add_note'; service: string; text: string };

export type FieldTest = 'matches' | 'differs' | 'contains' | 'lacks' | 'filled' | 'empty';

/** Which leads a trigger is for; OpenAPI says only that these are objects. */
export type TriggerFilter =
  | { field: 'price'; min: number | null; max: number | null }
  | { field: 'responsible'; users: number[] }
  | { field: 'tags'; quantity: 'all' | 'any' | 'none'; tags: number[] }
  | { field: 'field'; id: number; test: FieldTest; texts: string[] };

/** Monday is 0; minutes after midnight, `to` itself is outside. */
export interface HoursWindow {
  weekday: number;
  from: number;
  to: number;
}

export interface ActiveHours {
  windows: HoursWindow[];
  outside: 'hold' | 'drop';
}

/** A trigger with the parts that the document leaves open. */
export type TriggerRule = Omit<Trigger, 'action' | 'filters' | 'hours'> & {
  action: TriggerAction;
  filters: TriggerFilter[];
  hours?: ActiveHours | null;
};

/** What is sent to make or replace a trigger. */
export interface TriggerDraft {
  name: string;
  stages: Place[];
  when: { on: string };
  filters: TriggerFilter[];
  hours?: ActiveHours;
  delay_seconds: number;
  if_left: 'skip' | 'run_anyway';
  action: TriggerAction;
  enabled: boolean;
  apply_to_existing?: boolean;
}

/** A trigger on its way through the leads that are there already. */
export interface Batch {
  id: number;
  trigger_id: number;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  n_total: number;
  n_done: number;
  n_fired: number;
  created_ms: number;
  finished_ms?: number | null;
  error?: string | null;
}

export type Explanation = Schemas['AnswerView'];
export type DeliveryDetails = Schemas['DeliveryDetails'];
export type Attempt = Schemas['AttemptView'];

/** A run with what a built-in action came to. */
export type RunRecord = Run & { batch_id?: number | null; outcome?: { task_id?: number; note_id?: number; error?: string; warnings?: { code: string; placeholder?: string }[] } | null };

/** A run with all that belongs to it. */
export interface RunDetails {
  run: RunRecord;
  event?: EventEntry | null;
  deliveries: Delivery[];
  actions?: { id: number; kind: string; state: 'pending' | 'done' | 'dead'; error?: string | null; due_ms: number; finished_ms?: number | null }[];
}

export type Widget = Schemas['WidgetView'];
export type WidgetInstalled = Schemas['InstalledView'];
export type WidgetCheck = Schemas['CheckView'];
export type Finding = Schemas['FindingView'];

/** A kept upload of a widget. */
export interface WidgetVersion {
  n: number;
  version: string;
  author_id: number;
  created_ms: number;
  is_current: boolean;
}
