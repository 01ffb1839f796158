// What widgets offer to do elsewhere in the UI: on a phone number or address, in the composer of a card, as a source of
// leads. The shell asks for the offers, draws them as it likes and runs the chosen one.
import { call, isPromise } from './faults';
import { at } from './lang';
import { allInstances, started } from './runtime';
import type { Instance } from './instance';

/** An entry of a menu. */
export interface Offer {
  widget: string;
  label: string;
  run: (data: unknown) => unknown;
}

/** What widgets do with a phone number or an e-mail address: `run({ value })`. */
export function actionsFor(type: 'phone' | 'email'): Offer[] {
  return allInstances().flatMap((one) => {
    const fn = one.offers.actions.get(type);
    const label = at(one.self?.langs, 'widget.call_action');
    return fn === undefined
      ? []
      : [offer(one, typeof label === 'string' && label !== '' ? label : one.widget.name, `action ${type}`, fn)];
  });
}

/** Ways to write that widgets add to the composer. `sms` is run with `{phone, message, contact_id}` and says when it was
 *  sent; the others get a jQuery element to draw into. */
export function sourcesFor(type: 'sms' | 'chat' | 'email' | 'custom'): Offer[] {
  return allInstances().flatMap((one) => {
    const source = one.offers.sources.get(type);
    if (source === undefined) {
      return [];
    }
    const made = offer(one, source.text === '' ? one.widget.name : source.text, `source ${type}`, source.fn);
    return [{ ...made, run: (data: unknown) => afterwards(made.run(data), () => one.call('onSource', type, data)) }];
  });
}

/** The user chose a widget as a source of leads for a pipeline. */
export async function addAsSource(code: string, pipelineId: number): Promise<void> {
  const instance = await started('settings', code);
  await instance?.call('onAddAsSource', pipelineId);
}

function offer(one: Instance, label: string, during: string, fn: (data: unknown) => unknown): Offer {
  return { widget: one.widget.code, label, run: (data) => call(one.widget.code, during, () => fn(data)) };
}

function afterwards(result: unknown, then: () => void): unknown {
  if (!isPromise(result)) {
    then();
    return result;
  }
  return result.then((value) => {
    then();
    return value;
  });
}
