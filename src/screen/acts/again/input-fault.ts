import type { JsonFault } from '../../../model/payload/json-fault.ts';
import type { RunSummary } from '../../../model/run.ts';

/** Says where an edited input is not JSON. The text is kept, so that it can be edited further. */
export type InputFault = {
  readonly type: 'input-fault';
  readonly run: RunSummary;
  /** As the user left it, and as it was at first. */
  readonly text: string;
  readonly original: string;
  readonly fault: JsonFault;
};

export type InputFaultAction = { readonly overlay: 'input-fault' } & (
  | ({ readonly type: 'opened' } & Pick<InputFault, 'run' | 'text' | 'original' | 'fault'>)
  | { readonly type: 'closed' }
);

export function reduceInputFault(
  _: InputFault | undefined,
  action: InputFaultAction,
): InputFault | undefined {
  if (action.type === 'closed') return undefined;
  const { run, text, original, fault } = action;
  return { type: 'input-fault', run, text, original, fault };
}
