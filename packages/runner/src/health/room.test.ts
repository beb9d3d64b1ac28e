import type { BenchmarkError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { checkRoom, type PlannedConnections, type Room, readRoom } from './room.ts';

const planned: PlannedConnections = { connections: 100, flag: '--concurrency 100', threads: 1, usesPorts: true };
const refused = (changes: Partial<PlannedConnections>, room: Room) => {
  try {
    checkRoom({ ...planned, ...changes }, room);
    return undefined;
  } catch (error) {
    const { exitCode, message, remedy } = error as BenchmarkError;
    return { exitCode, message, remedy };
  }
};

describe('room for the connections of a closed loop', () => {
  it('counts what is open, what a thread opens and what a run opens besides', () => {
    // 100 connections + 30 open + 5 of the thread + 16 of the run.
    const room = { openFilesLimit: 151, openFiles: 30 };
    expect(refused({}, room)).toBeUndefined();
    expect(refused({ connections: 101 }, room)?.exitCode).toBe(2);
    expect(refused({ threads: 2 }, room)?.exitCode).toBe(2);
    expect(refused({}, { openFilesLimit: 150, openFiles: 30 })?.exitCode).toBe(2);
  });

  it('names the flag, the number, the limit, and what to do', () => {
    const says = refused({ connections: 1000, flag: '--concurrency 1000' }, { openFilesLimit: 64, openFiles: 23 });
    expect(says?.message).toBe(
      '--concurrency 1000: 1000 connections at once, and this process may have 64 files and sockets open (ulimit -n), of which 20 are left for connections',
    );
    expect(says?.remedy).toBe(
      'ulimit -n 1100 before the run (beyond the hard limit: /etc/security/limits.conf, LimitNOFILE=, docker --ulimit nofile=), or at most 20 connections',
    );
  });

  it('does not advise a number of connections below one', () => {
    expect(refused({}, { openFilesLimit: 20, openFiles: 23 })?.remedy).toMatch(/, or fewer connections$/);
  });

  it('has as many connections to one server address as there are local ports', () => {
    const room = { ephemeralPorts: 28232 };
    expect(refused({ connections: 28232 }, room)).toBeUndefined();
    const says = refused({ connections: 28233, flag: '--concurrency 28233' }, room);
    expect(says).toMatchObject({
      exitCode: 2,
      message:
        '--concurrency 28233: 28233 connections at once, and there are 28232 local ports for connections to one server address (net.ipv4.ip_local_port_range)',
    });
    expect(says?.remedy).toContain('each to another address of the server, or at most 28232 connections');
  });

  it('needs no ports over a Unix socket, and files all the same', () => {
    expect(refused({ connections: 50_000, usesPorts: false }, { ephemeralPorts: 28232 })).toBeUndefined();
    expect(refused({ connections: 50_000, usesPorts: false }, { openFilesLimit: 20_000 })?.exitCode).toBe(2);
  });

  it('is not held against what the system does not tell', () => {
    expect(refused({ connections: 10_000_000 }, {})).toBeUndefined();
  });
});

describe('room for the connections of an open loop', () => {
  const estimated = { ...planned, flag: '1000 requests a second', connections: 30_000, estimate: 'answers take 30 s' };

  it('is a warning with its bound, for each thing that may be lacking', () => {
    const warnings = checkRoom(estimated, { openFilesLimit: 20_000, openFiles: 20, ephemeralPorts: 28232 });
    expect(warnings.map(({ code }) => code)).toEqual(['little-room', 'little-room']);
    expect(warnings[0]!.message).toBe(
      '1000 requests a second: 30000 connections at once if answers take 30 s, and this process may have 20000 files and sockets open (ulimit -n), of which 19959 are left for connections',
    );
    expect(warnings[0]!.remedy).toMatch(/^if answers take that long: ulimit -n 31000 before the run/);
    expect(warnings[1]!.message).toContain('there are 28232 local ports');
  });

  it('is none where there is room', () => {
    expect(checkRoom(estimated, { openFilesLimit: 1_000_000, ephemeralPorts: 64_000 })).toEqual([]);
  });
});

describe('the room of this process', () => {
  const limits = (line: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             unlimited            unlimited            processes \n${line}\n`;
  const read = (files: Record<string, string>, open?: number) =>
    readRoom({ text: (path) => files[path], count: (path) => (path === '/proc/self/fd' ? open : undefined) });

  it('is read from /proc', () => {
    expect(
      read(
        {
          '/proc/self/limits': limits('Max open files            1024                 524288               files     '),
          '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
        },
        23,
      ),
    ).toEqual({ openFilesLimit: 1024, openFiles: 23, ephemeralPorts: 28232 });
  });

  it.each([
    ['no /proc', {}],
    ['no limit', { '/proc/self/limits': limits('Max open files            unlimited            unlimited     files') }],
    ['unreadable texts', { '/proc/self/limits': 'no', '/proc/sys/net/ipv4/ip_local_port_range': 'no' }],
    ['an empty range of ports', { '/proc/sys/net/ipv4/ip_local_port_range': '60999 32768\n' }],
  ])('is not known where there is %s', (_what, files) => {
    expect(read(files as Record<string, string>)).toEqual({});
  });
});
