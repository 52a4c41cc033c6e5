import { isUnoffered, type Offers } from '../../../contract/starts/offers.ts';
import type { Retried } from '../../../operations/acts/find-retried.ts';
import { type Answer, otherAnswer } from '../../dialogs/chosen-answer.ts';
import type { RunTarget } from '../run-target.ts';
import type { ReadInput } from './read-input.ts';

/** Asks before a run is started once more. */
export type RunAgain = {
  readonly type: 'run-again';
  /** Fixed when the dialog opens. */
  readonly run: RunTarget;
  readonly target: string;
  /** The recorded one; absent until it is read. */
  readonly input?: ReadInput;
  /** Earlier retries as they were seen when the dialog opened; absent until they are read. */
  readonly retried?: Retried;
  /** Absent until that is known, and where it does not matter. */
  readonly offers?: readonly Offers[];
  /** What the editor made of the input. */
  readonly edited?: EditedInput;
  readonly choice: Answer;
};

export type EditedInput =
  | 'unchanged'
  | {
      readonly value: unknown;
      readonly shown: ReadInput;
      /** Where it differs from the recorded one. */
      readonly differs: string;
    };

export type RunAgainAction = { readonly overlay: 'run-again' } & (
  | ({ readonly type: 'opened' } & Pick<RunAgain, 'run' | 'target' | 'edited' | 'retried'>)
  | { readonly type: 'input-read'; readonly input: ReadInput }
  | { readonly type: 'retried-read'; readonly retried: Retried }
  | { readonly type: 'offers-read'; readonly offers: readonly Offers[] }
  | { readonly type: 'choice-changed' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'declined' }
);

export function reduceRunAgain(again: RunAgain | undefined, action: RunAgainAction): RunAgain | undefined {
  if (action.type === 'opened') {
    const { run, target, edited, retried } = action;
    return { type: 'run-again', run, target, edited, retried, choice: 'no' };
  }
  if (!again) return undefined;
  switch (action.type) {
    case 'input-read':
      return { ...again, input: action.input };
    case 'retried-read':
      return { ...again, retried: action.retried };
    case 'offers-read':
      return {
        ...again,
        offers: action.offers,
        choice: isUnoffered(again.run, action.offers) ? 'no' : again.choice,
      };
    case 'choice-changed':
      return { ...again, choice: otherAnswer(again.choice) };
    default:
      return undefined;
  }
}
