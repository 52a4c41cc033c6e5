export type EndListeners = {
  /** Gives the terminal back; called before anything is printed and before the process ends. */
  readonly restore: () => void;
  /** Somebody else asked this process to stop, as Ctrl-Z does in a terminal that is not raw. */
  readonly onStop: () => void;
  readonly onContinue: () => void;
  /** Whether the terminal belongs to a child at the moment: its Ctrl-C and Ctrl-\ are not ours. */
  readonly isLent: () => boolean;
  /** Prints what was thrown and caught nowhere. */
  readonly reportCrash: (error: unknown) => void;
  readonly exit: (code: number) => void;
};

export type EndWatch = {
  /** Stops this process, or with `group` everything that was started with it, until somebody continues it. */
  readonly stop: (who: 'process' | 'group') => void;
  readonly unwatch: () => void;
};

/** 128 and the signal's number, as shells count. */
const signalExitCodes = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/** A terminal that vanished is told like a hang-up. */
export const vanishedExitCode = signalExitCodes.SIGHUP;

/** Watches every way in which the process can end or stop. */
export function watchEnds(listeners: EndListeners): EndWatch {
  const endBy = (code: number) => () => {
    listeners.restore();
    listeners.exit(code);
  };
  const endByKey = (code: number) => () => {
    if (!listeners.isLent()) endBy(code)();
  };
  const crash = (error: unknown) => {
    listeners.restore();
    listeners.reportCrash(error);
    listeners.exit(1);
  };
  const watched: readonly (readonly [string, (argument: unknown) => void])[] = [
    ['exit', listeners.restore],
    ['SIGINT', endByKey(signalExitCodes.SIGINT)],
    ['SIGQUIT', endByKey(signalExitCodes.SIGQUIT)],
    ['SIGTERM', endBy(signalExitCodes.SIGTERM)],
    ['SIGHUP', endBy(signalExitCodes.SIGHUP)],
    ['SIGTSTP', listeners.onStop],
    ['SIGCONT', listeners.onContinue],
    ['uncaughtException', crash],
    ['unhandledRejection', crash],
  ];
  for (const [event, listener] of watched) process.on(event, listener);
  return {
    stop: who => {
      // Without a listener the signal has its default effect again, at once.
      process.off('SIGTSTP', listeners.onStop);
      process.kill(who === 'group' ? 0 : process.pid, 'SIGTSTP');
      process.on('SIGTSTP', listeners.onStop);
    },
    unwatch: () => {
      for (const [event, listener] of watched) process.off(event, listener);
    },
  };
}
