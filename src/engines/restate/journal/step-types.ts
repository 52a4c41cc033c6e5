/** The type of a step by Restate's word for its command. */
export const stepTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Run: 'action',
    Sleep: 'sleep',
    Call: 'workflow',
    OneWayCall: 'workflow',
    AttachInvocation: 'workflow',
    GetInvocationOutput: 'workflow',
    GetPromise: 'hook',
    PeekPromise: 'hook',
    CompletePromise: 'signal',
    CompleteAwakeable: 'signal',
    SendSignal: 'signal',
    GetLazyState: 'state',
    GetEagerState: 'state',
    GetLazyStateKeys: 'state',
    GetEagerStateKeys: 'state',
    SetState: 'state',
    ClearState: 'state',
    ClearAllState: 'state',
  }),
);
