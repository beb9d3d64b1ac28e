/** The memory that a thread shares with its alarm thread. */
export const alarmMemory = {
  bytes: 16,
  /** Float64: CLOCK_MONOTONIC to wake at, milliseconds. */
  wakeAt: 0,
  /** Int32: number of the order that stands, -1 to end; and of the one that was carried out. */
  ordered: 2,
  fired: 3,
} as const;
