/** How long this process kept a core busy for a call, in ms: what else the machine does is not in it. */
export function busyMs(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
