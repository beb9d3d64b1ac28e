import { readdirSync } from 'node:fs';
import { usageError, type Warning } from '@sagellm/bench-protocol';
import { readProc } from './run-queue-wait.ts';

/** What one process may open. What the system does not tell is absent, and then not checked. */
export type Room = {
  /**
   * Files and sockets at once. It is the hard limit of the shell: Node raises its own soft limit to that when it starts.
   */
  openFilesLimit?: number;
  /** Open already. */
  openFiles?: number;
  /** Local ports that connections to one address and port of a server share. */
  ephemeralPorts?: number;
};

export type PlannedConnections = {
  /** At once, each with a socket of its own. */
  connections: number;
  /** Whose number that is: `--concurrency 1000`. */
  flag: string;
  /** That send the load. */
  threads: number;
  /** False over a Unix socket, which takes no port. */
  usesPorts: boolean;
  /** With it the number is an estimate: an open loop holds as many as are not answered yet. Then lack of room is a warning. */
  estimate?: string;
};

/** Each load thread has so many files of its own (epoll, eventfd, pipes): counted on Linux with Node 24. */
const FILES_PER_THREAD = 5;
/** Records, the scrape of the engine's metrics, results. */
const FILES_BESIDES = 16;

/**
 * Is there room for the planned connections? Without it the connections beyond the limit fail in the middle of a run, as
 * EMFILE or EADDRNOTAVAIL, and would be told as failures of the server. Ports that other programs hold to the same
 * server, and those of connections that were just closed (TIME_WAIT), are not counted.
 *
 * @returns warnings, where the number is an estimate.
 * @throws BenchmarkError (usage) where the number is certain and there is no room for it.
 */
export function checkRoom(planned: PlannedConnections, room: Room): Warning[] {
  const lacks = [lackOfFiles(planned, room), lackOfPorts(planned, room)].filter((lack) => lack !== undefined);
  const { connections, flag, estimate } = planned;
  if (estimate === undefined) {
    const lack = lacks[0];
    if (lack) throw usageError(`${flag}: ${connections} connections at once, and ${lack.limit}`, lack.remedy);
    return [];
  }
  return lacks.map(({ limit, remedy }) => ({
    code: 'little-room',
    message: `${flag}: ${connections} connections at once if ${estimate}, and ${limit}`,
    remedy: `if answers take that long: ${remedy}`,
  }));
}

type Lack = { limit: string; remedy: string };

function lackOfFiles({ connections, threads }: PlannedConnections, room: Room): Lack | undefined {
  const { openFilesLimit, openFiles = 0 } = room;
  if (openFilesLimit === undefined) return undefined;
  const besides = openFiles + threads * FILES_PER_THREAD + FILES_BESIDES;
  if (connections + besides <= openFilesLimit) return undefined;
  const left = Math.max(0, openFilesLimit - besides);
  return {
    limit: `this process may have ${openFilesLimit} files and sockets open (ulimit -n), of which ${left} are left for connections`,
    remedy: `ulimit -n ${roundUp(connections + besides)} before the run (beyond the hard limit: /etc/security/limits.conf, LimitNOFILE=, docker --ulimit nofile=), or ${left > 0 ? `at most ${left} connections` : 'fewer connections'}`,
  };
}

function lackOfPorts({ connections, usesPorts }: PlannedConnections, { ephemeralPorts }: Room): Lack | undefined {
  if (!usesPorts || ephemeralPorts === undefined || connections <= ephemeralPorts) return undefined;
  return {
    limit: `there are ${ephemeralPorts} local ports for connections to one server address (net.ipv4.ip_local_port_range)`,
    remedy: `sysctl -w net.ipv4.ip_local_port_range="1024 65535", or several runs side by side, each to another address of the server, or at most ${ephemeralPorts} connections`,
  };
}

/** To a number that one would type. */
function roundUp(files: number): number {
  const step = 10 ** Math.max(1, Math.floor(Math.log10(files)) - 1);
  return Math.ceil(files / step) * step;
}

/** Reads a file of `/proc` as text, or counts what is in a folder of it; undefined where there is none. */
export type ProcReader = { text: (path: string) => string | undefined; count: (path: string) => number | undefined };

/** The room of this process, by Linux's `/proc` (proc_pid_limits(5), ip(7)). */
export function readRoom({ text, count }: ProcReader = proc): Room {
  const openFilesLimit = softLimitOf(text('/proc/self/limits') ?? '');
  const openFiles = count('/proc/self/fd');
  const ephemeralPorts = portsOf(text('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
  return {
    ...(openFilesLimit === undefined ? {} : { openFilesLimit }),
    ...(openFiles === undefined ? {} : { openFiles }),
    ...(ephemeralPorts === undefined ? {} : { ephemeralPorts }),
  };
}

/** The line `Max open files  1024  4096  files`: soft, then hard. `unlimited` is no number, and no limit. */
function softLimitOf(limits: string): number | undefined {
  const found = /^Max open files +(\d+) /m.exec(limits);
  return found ? Number(found[1]) : undefined;
}

/** First and last, both included. */
function portsOf(range: string): number | undefined {
  const found = /^(\d+)\s+(\d+)\s*$/.exec(range);
  if (!found) return undefined;
  const ports = Number(found[2]) - Number(found[1]) + 1;
  return ports > 0 ? ports : undefined;
}

const proc: ProcReader = {
  text: readProc,
  count: (path) => {
    try {
      return readdirSync(path).length;
    } catch {
      return undefined;
    }
  },
};
