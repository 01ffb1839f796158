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
