/** CPU time of this process in milliseconds: how long work takes, whatever else the machine is doing. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
