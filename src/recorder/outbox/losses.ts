import { InspectorError } from '../../model/errors.ts';

/** What will never reach the server, until it was told. */
export type Losses = {
  /** Runs, or facts of them, that the server does not take. */
  readonly refused: (runs: readonly { readonly id: string; readonly reason: string }[]) => void;
  /** Facts for which there was no room. */
  readonly dropped: (facts: number) => void;
  /** A batch on the disk that cannot be read any more. */
  readonly damaged: (path: string) => void;
  /** The words for all that, once. */
  readonly take: () => InspectorError | undefined;
};

/** A program may go on for years without asking. */
const mostRemembered = 1_000;
const mostNamed = 10;

const restHint = 'everything else was recorded';

/** `tell` hears of each loss as it happens, of facts without room only once until `take`. */
export function createLosses(location: string, tell: (error: InspectorError) => void): Losses {
  let refusals: { readonly id: string; readonly reason: string }[] = [];
  let droppedFacts = 0;
  let damagedPaths: string[] = [];

  return {
    refused(runs) {
      if (runs.length === 0) return;
      refusals = [...refusals, ...runs].slice(0, mostRemembered);
      tell(refusalError(location, runs));
    },
    dropped(facts) {
      if (facts === 0) return;
      if (droppedFacts === 0) tell(dropError(location, facts));
      droppedFacts += facts;
    },
    damaged(path) {
      if (damagedPaths.length < mostRemembered) damagedPaths.push(path);
      tell(damageError(location, [path]));
    },
    take() {
      const errors = [
        refusals.length > 0 && refusalError(location, refusals),
        droppedFacts > 0 && dropError(location, droppedFacts),
        damagedPaths.length > 0 && damageError(location, damagedPaths),
      ].filter(error => error !== false);
      refusals = [];
      droppedFacts = 0;
      damagedPaths = [];
      const [first, ...others] = errors;
      if (!first || others.length === 0) return first;
      return new InspectorError('conflict', errors.map(error => error.message).join('; '), {
        hint: restHint,
      });
    },
  };
}

type Refusal = { readonly id: string; readonly reason: string };

function refusalError(location: string, runs: readonly Refusal[]): InspectorError {
  const [first] = runs;
  const count = new Set(runs.map(run => run.id)).size;
  const several = `${count} runs${runs.length >= mostRemembered ? ' or more' : ''}`;
  const message = `${location} does not take something of ${count === 1 ? 'a run' : several}, first of ${first?.id}: ${first?.reason}`;
  return new InspectorError('conflict', message, { hint: restHint });
}

function dropError(location: string, facts: number): InspectorError {
  const message = `no room is left for what ${location} does not take: facts are dropped, ${facts} so far`;
  return new InspectorError('conflict', message, {
    hint: 'recording goes on as soon as there is room again',
  });
}

function damageError(location: string, paths: readonly string[]): InspectorError {
  const named = [...paths.slice(0, mostNamed), ...(paths.length > mostNamed ? ['…'] : [])].join(', ');
  const message = `what waited for ${location} is damaged and was set aside: ${named}`;
  return new InspectorError('unreadable', message, { hint: restHint });
}
