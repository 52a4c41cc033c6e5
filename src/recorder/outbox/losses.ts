import { InspectorError } from '../../model/errors.ts';
import { countOf } from '../../model/text/formats.ts';

export type Losses = ReturnType<typeof createLosses>;

type Refusal = { readonly id: string; readonly reason: string };

/** A program may run for years without calling `flush`. */
const mostRemembered = 1_000;
const mostNamed = 10;

const hint = 'everything else was recorded';

/** Reports each loss as it happens, but dropped events only once until `take`. */
export function createLosses(location: string, report: (error: InspectorError) => void) {
  let refusals: Refusal[] = [];
  let droppedEvents = 0;
  let damagedPaths: string[] = [];

  return {
    refused(runs: readonly Refusal[]) {
      if (runs.length === 0) return;
      refusals = [...refusals, ...runs].slice(0, mostRemembered);
      report(refusalError(location, runs));
    },
    dropped(events: number) {
      if (events === 0) return;
      if (droppedEvents === 0) report(dropError(location, events));
      droppedEvents += events;
    },
    damaged(path: string) {
      if (damagedPaths.length < mostRemembered) damagedPaths.push(path);
      report(damageError(location, [path]));
    },
    take() {
      const errors = [
        refusals.length > 0 && refusalError(location, refusals),
        droppedEvents > 0 && dropError(location, droppedEvents),
        damagedPaths.length > 0 && damageError(location, damagedPaths),
      ].filter(error => error !== false);
      refusals = [];
      droppedEvents = 0;
      damagedPaths = [];
      const [first, ...others] = errors;
      if (!first || others.length === 0) return first;
      return new InspectorError('conflict', errors.map(error => error.message).join('; '), { hint });
    },
  };
}

function refusalError(location: string, runs: readonly Refusal[]): InspectorError {
  const [first] = runs;
  const count = new Set(runs.map(run => run.id)).size;
  const several = `${countOf(count, 'run')}${runs.length >= mostRemembered ? ' or more' : ''}`;
  const message = `${location} rejects parts of ${count === 1 ? 'a run' : several}, the first of ${first?.id}: ${first?.reason}`;
  return new InspectorError('conflict', message, { hint });
}

function dropError(location: string, events: number): InspectorError {
  const message = `the limit for unsent events is reached: ${events} run events for ${location} were dropped`;
  return new InspectorError('conflict', message, { hint: 'recording continues once there is room again' });
}

function damageError(location: string, paths: readonly string[]): InspectorError {
  const named = [...paths.slice(0, mostNamed), ...(paths.length > mostNamed ? ['…'] : [])].join(', ');
  const message = `damaged batches for ${location} were set aside: ${named}`;
  return new InspectorError('unreadable', message, { hint });
}
