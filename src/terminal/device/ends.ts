import { constants } from 'node:os';

type EndListeners = {
  /** Restores the terminal; called before anything is printed and before the process ends. */
  readonly restore: () => void;
  /** Another program sent this process a stop signal, as Ctrl-Z does in a terminal that is not raw. */
  readonly onStop: () => void;
  readonly onContinue: () => void;
  /** Whether a child is using the terminal, so that Ctrl-C and Ctrl-\ are meant for it. */
  readonly isLent: () => boolean;
  readonly reportCrash: (error: unknown) => void;
  readonly exit: (code: number) => void;
};

export type EndWatch = {
  /**
   * Runs work that the system may stop in the background, as it does to who changes the terminal's modes
   * there: a signal with a listener would not stop it, but make it try again without end.
   */
  readonly stoppable: (work: () => void) => void;
  /** Stops this process, or with `group` all that was started with it, until it is continued. */
  readonly stop: (who: 'process' | 'group') => void;
  readonly unwatch: () => void;
};

/** 128 and the signal's number, as shells count. */
const exitCodeOf = (name: NodeJS.Signals) => 128 + constants.signals[name];

/** Each ends a process that does not listen to it, or has Node open a port for a debugger (SIGUSR1). */
const endSignals: readonly NodeJS.Signals[] = [
  ...(['SIGHUP', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGXCPU'] as const),
  ...(['SIGIO', 'SIGPWR', 'SIGSTKFLT', 'SIGSYS', 'SIGABRT'] as const),
];

/** The terminal sends them for a key, which may be meant for a child. */
const keySignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

const stopSignals: readonly NodeJS.Signals[] = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'];

/** A terminal that is gone counts as a hang-up. */
export const hangUpExitCode = exitCodeOf('SIGHUP');

export const interruptExitCode = exitCodeOf('SIGINT');

/** Watches for everything that can end or stop the process. */
export function watchEnds(listeners: EndListeners): EndWatch {
  const endBy = (name: NodeJS.Signals) => () => {
    ignoreHangUps();
    listeners.restore();
    listeners.exit(exitCodeOf(name));
  };
  const endByKey = (name: NodeJS.Signals) => () => {
    if (!listeners.isLent()) endBy(name)();
  };
  const crash = (error: unknown) => {
    listeners.restore();
    listeners.reportCrash(error);
    listeners.exit(1);
  };
  const watched: readonly (readonly [string, (argument: unknown) => void])[] = [
    ['exit', listeners.restore],
    ...endSignals.filter(isKnown).map(name => [name, endBy(name)] as const),
    ...keySignals.filter(isKnown).map(name => [name, endByKey(name)] as const),
    ...stopSignals.filter(isKnown).map(name => [name, listeners.onStop] as const),
    ['SIGCONT', listeners.onContinue],
    ['uncaughtException', crash],
    ['unhandledRejection', crash],
  ];
  for (const [event, listener] of watched) process.on(event, listener);
  const stoppable = (work: () => void) => {
    // Without a listener a signal has its default effect again, at once.
    for (const name of stopSignals.filter(isKnown)) process.off(name, listeners.onStop);
    work();
    for (const name of stopSignals.filter(isKnown)) process.on(name, listeners.onStop);
  };
  return {
    stoppable,
    stop: who => stoppable(() => process.kill(who === 'group' ? 0 : process.pid, 'SIGTSTP')),
    unwatch: () => {
      for (const [event, listener] of watched) process.off(event, listener);
    },
  };
}

/** A terminal that is closed hangs up more than once: the next must not end what is done at the end. */
export function ignoreHangUps(): void {
  process.on('SIGHUP', () => {});
}

/** Systems have different signals. */
function isKnown(name: NodeJS.Signals): boolean {
  return Object.hasOwn(constants.signals, name);
}
