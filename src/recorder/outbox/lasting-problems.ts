import { InspectorError } from '../../model/errors.ts';

export type LastingProblem = {
  readonly report: (error: InspectorError) => void;
  readonly ended: () => void;
};

/**
 * Several parts of an outbox meet the same server, each with a problem of its own: one message is reported
 * once as long as any of them has it.
 */
export function createLastingProblems(report: (error: InspectorError) => void): () => LastingProblem {
  const lasting = new Map<object, string>();
  return () => {
    const part = {};
    return {
      report(error) {
        const isKnown = lasting.values().some(message => message === error.message);
        lasting.set(part, error.message);
        if (!isKnown) report(error);
      },
      ended() {
        lasting.delete(part);
      },
    };
  };
}

/** Says where recorded runs are meanwhile. */
export function withFolder(error: InspectorError, folder: string): InspectorError {
  const waits = `recorded runs wait in ${folder} and are sent later`;
  const hint = error.hint === undefined ? waits : `${error.hint}; ${waits}`;
  return new InspectorError(error.kind, error.message, { hint, cause: error });
}
