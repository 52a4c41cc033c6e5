import type { RunSummary } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';

const howToOffer = "start a program that offers it with recorder.workflow('name', …)";
const mostNames = 5;
const mostTargets = 3;

type NotOffered = { readonly reason: string; readonly hint: string };

/**
 * Says that no running program offers a workflow that somebody named, and which ones can be started instead.
 * Words follow each name: with a colon behind it, masking would take it for a key, and what follows for a
 * secret.
 */
export function describeNotOffered(workflow: string, offered: readonly string[]): NotOffered {
  const use = offered.length === 1 ? 'use that' : 'use one of these';
  const hint = offered.length === 0 ? howToOffer : `${offeredText(offered)}: ${use}, or ${howToOffer}`;
  return { reason: notOfferedText(workflow), hint };
}

/** The same for the workflow of a run, which no other replaces; in a merged list, in `targets`. */
export function describeRunNotOffered(
  workflow: string,
  offered: readonly string[],
  targets: readonly string[] = [],
): NotOffered {
  const hint = offered.length === 0 ? howToOffer : `${howToOffer}; only ${offeredText(offered)}`;
  return { reason: notOfferedText(workflow, targets), hint };
}

function notOfferedText(workflow: string, targets: readonly string[] = []): string {
  return `no running program offers ${quoted(workflow)}${placeOf(targets)} now`;
}

function offeredText(offered: readonly string[]): string {
  const more = offered.length > mostNames ? ` and ${offered.length - mostNames} more` : '';
  const names = offered.slice(0, mostNames).map(quoted).join(', ');
  return `${names}${more} ${offered.length === 1 ? 'is' : 'are'} offered`;
}

/** `undefined` for what a program has queued by itself, as for a webhook. */
export function describeStillQueued(
  { name, status, trigger }: Pick<RunSummary, 'name' | 'status' | 'trigger'>,
  offered: readonly string[],
): NotOffered | undefined {
  const isStart = status === 'queued' && (trigger.type === 'api' || trigger.type === 'cli');
  if (!isStart || offered.includes(name)) return undefined;
  const { reason, hint } = describeRunNotOffered(name, offered);
  return { reason: `still queued: ${reason}, and it waits until one does`, hint };
}

/** ` in shop, depot or 2 more targets`. */
function placeOf(targets: readonly string[]): string {
  if (targets.length === 0) return '';
  const more = targets.length - mostTargets;
  const named = targets.slice(0, mostTargets).map(target => safeLine(target, { maxLength: 60 }));
  const last = more > 0 ? countOf(more, 'more target') : named.pop();
  return named.length === 0 ? ` in ${last}` : ` in ${named.join(', ')} or ${last}`;
}

export function quoted(name: string): string {
  return `"${safeLine(name, { maxLength: 60 })}"`;
}

export type Offers = {
  readonly target?: string;
  readonly names: readonly string[];
  /** Who may start others all the same; absent where nobody does. */
  readonly others?: string;
  /** Why none can be started. */
  readonly refusal?: string;
};

type RunToStart = Pick<RunSummary, 'name' | 'target'>;

/** `undefined` where the offers of the run's target are not known, or none are needed. */
export function offersFor(
  { target }: Pick<RunSummary, 'target'>,
  offers: readonly Offers[] | undefined,
): Offers | undefined {
  return offers?.find(one => one.target === target);
}

/** Ends a question that changes as soon as a program offers the workflow. */
export const unofferedYet = 'you can say yes once one does';

/** Whether it is known that a start of the workflow would be refused until a program offers it. */
export function isUnoffered(run: RunToStart, offers: readonly Offers[] | undefined): boolean {
  const of = offersFor(run, offers);
  return of !== undefined && isMissing(run, of) && of.others === undefined;
}

function isMissing({ name }: RunToStart, { names, refusal }: Offers): boolean {
  return refusal === undefined && !names.includes(name);
}

/** For each target in which nothing can be started, how many of the runs will be refused, and why. */
export function refusedNotes(
  runs: readonly RunToStart[],
  offers: readonly Offers[] | undefined,
): readonly string[] {
  return (offers ?? []).flatMap(({ target, refusal }) => {
    const refused = refusal === undefined ? 0 : runs.filter(run => run.target === target).length;
    const of = `${formatCount(refused)} of ${formatCount(runs.length)}`;
    return refused === 0 ? [] : [`${of} will be refused: ${refusal}`];
  });
}

/**
 * Notes that no program offers some of the workflows, and how to offer one: one note for the workflows that
 * nothing else starts, and one for each starter of others. `otherwise` says what follows for so many runs of
 * so many workflows.
 */
export function unofferedNotes(
  runs: readonly RunToStart[],
  offers: readonly Offers[] | undefined,
  otherwise: (runs: number, workflows: number) => string,
): readonly NotOffered[] {
  const missing = runs.flatMap(run => {
    const of = offersFor(run, offers);
    return of && isMissing(run, of) ? [{ name: run.name, of }] : [];
  });
  const byOthers = Map.groupBy(missing, ({ of }) => of.others);
  return [...byOthers].flatMap(([others, own]) => {
    const workflows = new Set(own.map(({ name }) => name)).size;
    const them = workflows === 1 ? 'it' : 'them';
    const then =
      others === undefined ? otherwise(own.length, workflows) : `only ${others} could start ${them}`;
    return toNote(own, then);
  });
}

function toNote(
  missing: readonly { readonly name: string; readonly of: Offers }[],
  then: string,
): readonly NotOffered[] {
  const [first, ...others] = new Set(missing.map(({ name }) => name));
  if (first === undefined) return [];
  const places = [...new Set(missing.flatMap(({ name, of }) => (name === first ? [of] : [])))];
  const names = places.length === 1 ? places.flatMap(of => of.names) : [];
  const targets = places.flatMap(({ target }) => target ?? []);
  const { reason, hint } = describeRunNotOffered(first, names, targets);
  const more = others.length > 0 ? `, or ${formatCount(others.length)} other of these workflows` : '';
  return [{ reason: `${reason}${more}: ${then}`, hint }];
}
