import { performance } from 'node:perf_hooks';
import { readProc } from './run-queue-wait.ts';

export type HostHealth = { process_cpu_share?: number; steal_share?: number; machine_cpu_share?: number };

/** Watches this process and the machine between start and stop. */
export function createHostMonitor(): { start(): void; stop(): HostHealth } {
  let begin = readings();
  return {
    start: () => {
      begin = readings();
    },
    stop: () => {
      const end = readings();
      const seconds = (end.at - begin.at) / 1000;
      const { user, system } = process.cpuUsage(begin.cpu);
      return {
        ...(seconds > 0 ? { process_cpu_share: (user + system) / 1e6 / seconds } : {}),
        ...(begin.machine && end.machine ? sharesOf(begin.machine, end.machine) : {}),
      };
    },
  };
}

function readings() {
  const stat = readProc('/proc/stat');
  return {
    at: performance.now(),
    cpu: process.cpuUsage(),
    machine: stat === undefined ? undefined : machineTimes(stat),
  };
}

/** Ticks of all CPUs together. */
export type MachineTimes = { all: number; idle: number; steal: number };

/**
 * The first line of `/proc/stat` (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal, and guest times
 * that user and nice hold already. A CPU that waits for a disk is idle.
 */
export function machineTimes(stat: string): MachineTimes | undefined {
  const line = /^cpu +([\d ]+)/.exec(stat);
  if (!line) return undefined;
  const times = line[1]!.trim().split(/\s+/).map(Number).slice(0, 8);
  const [, , , idle = 0, ioWait = 0, , , steal = 0] = times;
  return { all: times.reduce((sum, time) => sum + time, 0), idle: idle + ioWait, steal };
}

export function sharesOf(begin: MachineTimes, end: MachineTimes): HostHealth {
  const all = end.all - begin.all;
  if (all <= 0) return {};
  const share = (ticks: number) => Math.min(1, Math.max(0, ticks / all));
  return { steal_share: share(end.steal - begin.steal), machine_cpu_share: share(all - (end.idle - begin.idle)) };
}
