import { describeNotOffered } from '../../contract/starts/offers.ts';
import type { BegunStarts } from '../../contract/starts/start-intake.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import { joinJson } from '../../model/payload/json-text.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { actorOf, allows, type Grant } from '../request/grant.ts';
import { ProblemError } from '../request/problem-error.ts';
import { type Handlers, json } from './api-request.ts';

export const startRoutes: Handlers<'startRun' | 'claimStarts' | 'beginStarts'> = {
  async startRun({ context, body, grant, signal, inLane }) {
    const { startHook, served } = context;
    return body('startRun', async sent => {
      const request = { ...sent, by: actorOf(grant, sent) };
      const queue = () => inLane('start', () => served.store.startRun(request, { signal }));
      // A repeated start goes to the hook again: the store may have the run that the hook started.
      const queued = startHook?.remembers(sent.id) ? undefined : await queue();
      const isForHook = !queued || ['not-offered', 'not-found', 'unsupported'].includes(queued.type);
      const result = startHook && isForHook ? await startHook.start(request, signal) : queued;
      if (result?.type === 'started') return json(202, startAnswer(result, grant));
      throw startProblem(request.workflow, result ?? { type: 'unsupported' }, grant);
    });
  },

  async claimStarts({ context, params, body, inLane, asWriter }) {
    const { id } = params(endpoints.claimStarts.params);
    await asWriter(id);
    return body('claimStarts', async ({ offers, held }) => {
      const room = new Map(offers.map(({ workflow, room: places }) => [workflow, places]));
      const starts = await inLane('record', () => context.served.starts.claim(id, { room, held }));
      return json(200, { starts });
    });
  },

  async beginStarts({ context, params, body, inLane, asWriter }) {
    const { id: writer } = params(endpoints.beginStarts.params);
    await asWriter(writer);
    return body('beginStarts', async ({ starts }) => {
      const requests = starts.map(({ id, startedAt: at }) => ({ id, at }));
      const { begun, refused } = await inLane('record', () => context.served.starts.begin(writer, requests));
      const text = joinJson({ begun: toList(begun), refused: JSON.stringify(refused) });
      return { type: 'json', status: 200, rendered: { bytes: Buffer.from(text) } };
    });
  },
};

/** The inputs are passed on as they are stored: parsing a large one would take long. */
function toList(begun: BegunStarts['begun']): string {
  return `[${begun.map(({ id, input }) => joinJson({ id: JSON.stringify(id), input })).join(',')}]`;
}

function startAnswer({ id, already }: Extract<StartResult, { type: 'started' }>, grant: Grant) {
  if (!already) return { id };
  return { id, already: true, by: allows(grant, 'read') ? already.by : undefined };
}

/** Clients read only the beginning of a refusal. */
const mostOffered = 50;

function startProblem(
  workflow: string,
  result: Exclude<StartResult, { type: 'started' }>,
  grant: Grant,
): ProblemError {
  switch (result.type) {
    case 'not-offered': {
      const { reason, hint } = describeNotOffered(workflow, result.offered);
      return new ProblemError('conflict', reason, { hint, offered: result.offered.slice(0, mostOffered) });
    }
    case 'refused': {
      const { reason, hint, taken } = result;
      // The store's other reasons name its tables.
      if (!taken)
        return new ProblemError('conflict', 'the run cannot be stored, or the store can only be read');
      const { id } = taken;
      const detail = allows(grant, 'read') ? reason : `${id} is the id of another run already`;
      return new ProblemError('conflict', detail, { hint, id });
    }
    case 'not-found':
      return new ProblemError('not-found', 'there is no run that could be repeated');
    case 'unsupported':
      return new ProblemError('unsupported', 'this server cannot start runs: it has no start hook', {
        hint: 'runlens serve --start-url URL gives it one',
      });
  }
}
