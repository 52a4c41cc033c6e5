type CommandKind = { readonly type: string; readonly verb?: string };

/** The type of the step and the verb of its name, by Restate's word for the command. */
export const commandKinds: ReadonlyMap<string, CommandKind> = new Map(
  Object.entries({
    Run: { type: 'action', verb: 'run' },
    Sleep: { type: 'sleep', verb: 'sleep' },
    Call: { type: 'workflow' },
    OneWayCall: { type: 'workflow', verb: 'send' },
    AttachInvocation: { type: 'workflow', verb: 'attach to' },
    GetInvocationOutput: { type: 'workflow', verb: 'output of' },
    GetPromise: { type: 'hook', verb: 'promise' },
    PeekPromise: { type: 'hook', verb: 'peek at promise' },
    CompletePromise: { type: 'signal', verb: 'complete promise' },
    CompleteAwakeable: { type: 'signal', verb: 'complete awakeable' },
    SendSignal: { type: 'signal', verb: 'signal' },
    GetLazyState: { type: 'state', verb: 'get' },
    GetEagerState: { type: 'state', verb: 'get' },
    GetLazyStateKeys: { type: 'state', verb: 'list keys' },
    GetEagerStateKeys: { type: 'state', verb: 'list keys' },
    SetState: { type: 'state', verb: 'set' },
    ClearState: { type: 'state', verb: 'clear' },
    ClearAllState: { type: 'state', verb: 'clear all' },
  }),
);
