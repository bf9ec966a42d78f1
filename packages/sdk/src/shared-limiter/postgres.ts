import { optionError } from "@booking-apis/transport/internal";
import type { LimiterReply, LimiterStore } from "./store.ts";

/** A client or a pool of PostgreSQL: of pg, pglite, @neondatabase/serverless and others with the same method. */
export interface PostgresClient {
  /** Runs one statement with `$1`, `$2`, … in the place of values. */
  query(text: string, values: string[]): Promise<{ rows: unknown[] }>;
}

/**
 * The tables and the procedure that `postgresStore` needs. Run it once, in a migration; to run it again changes nothing.
 *
 * It makes the tables `booking_apis_limiter_lanes` and `booking_apis_limiter_places`, and the procedure `booking_apis_limiter_step`, in the
 * first schema of the `search_path`. The user of the client needs SELECT, INSERT, UPDATE and DELETE on the tables.
 *
 * @example
 * await pool.query(postgresLimiterSchema)
 */
export const postgresLimiterSchema: string = `
CREATE TABLE IF NOT EXISTS booking_apis_limiter_lanes (
  lane text PRIMARY KEY,
  last double precision NOT NULL DEFAULT 0,
  paused double precision NOT NULL DEFAULT 0,
  expires double precision NOT NULL DEFAULT 0,
  queue jsonb NOT NULL DEFAULT '[]'
);
CREATE TABLE IF NOT EXISTS booking_apis_limiter_places (
  lane text NOT NULL REFERENCES booking_apis_limiter_lanes ON DELETE CASCADE,
  place text NOT NULL,
  counts_until double precision NOT NULL,
  runs_until double precision NOT NULL,
  PRIMARY KEY (lane, place)
);
CREATE OR REPLACE PROCEDURE booking_apis_limiter_step(
  this_lane text, step jsonb, INOUT granted integer, INOUT wait_ms double precision
) LANGUAGE plpgsql AS $procedure$
DECLARE
  stored booking_apis_limiter_lanes%ROWTYPE;
  present double precision;
  asker text := step->>'asker';
  asked integer := step->>'asked';
  first_place bigint := step->>'first';
  requests bigint := step->>'requests';
  interval_ms double precision := step->>'intervalMs';
  concurrency bigint := step->>'concurrency';
  lease_ms double precision := step->>'leaseMs';
  poll_ms double precision := step->>'pollMs';
  pause_ms double precision := step->>'pauseMs';
  counted double precision;
  waiting jsonb;
  others jsonb := '[]';
  ahead integer;
  free bigint;
  counting integer;
  running integer;
  needed bigint;
BEGIN
  -- In a stricter transaction, which a database may have by default, a step that waits for another one fails.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    COMMIT;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  END IF;
  LOOP
    SELECT * INTO stored FROM booking_apis_limiter_lanes AS l WHERE l.lane = this_lane FOR UPDATE;
    EXIT WHEN FOUND;
    -- A new lane pays for the removal of some that are no longer used.
    DELETE FROM booking_apis_limiter_lanes AS l WHERE l.lane IN (
      SELECT o.lane FROM booking_apis_limiter_lanes AS o
      WHERE o.expires < extract(epoch FROM clock_timestamp()) * 1000 LIMIT 10 FOR UPDATE SKIP LOCKED
    );
    INSERT INTO booking_apis_limiter_lanes (lane) VALUES (this_lane) ON CONFLICT DO NOTHING;
  END LOOP;
  -- now() would be from before the wait for the row.
  present := extract(epoch FROM clock_timestamp()) * 1000;
  counted := present + greatest(lease_ms, lease_ms / 2 + interval_ms);
  IF stored.last > present THEN
    -- The clock was set back: all times are from another clock. After an interval without attempts none of them is needed.
    DELETE FROM booking_apis_limiter_places AS p WHERE p.lane = this_lane;
    stored.paused := present + greatest(interval_ms, stored.paused - stored.last);
    stored.queue := '[]';
  END IF;

  IF jsonb_array_length(step->'ended') + jsonb_array_length(step->'running') > 0 THEN
    INSERT INTO booking_apis_limiter_places AS p (lane, place, counts_until, runs_until)
      SELECT this_lane, asker || ':' || (e->>0), present + interval_ms - (e->>1)::double precision, 0
        FROM jsonb_array_elements(step->'ended') AS e
      UNION ALL
      SELECT this_lane, asker || ':' || r, counted, present + lease_ms
        FROM jsonb_array_elements_text(step->'running') AS r
      ON CONFLICT (lane, place) DO UPDATE
        SET counts_until = excluded.counts_until, runs_until = excluded.runs_until;
  END IF;
  DELETE FROM booking_apis_limiter_places AS p
    WHERE p.lane = this_lane AND p.counts_until <= present AND p.runs_until <= present;
  IF pause_ms > 0 THEN stored.paused := greatest(stored.paused, present + pause_ms); END IF;
  SELECT count(*) FILTER (WHERE p.counts_until > present), count(*) FILTER (WHERE p.runs_until > present)
    INTO counting, running FROM booking_apis_limiter_places AS p WHERE p.lane = this_lane;

  -- Processes take turns: each leaves one place for every process that has waited longer.
  FOR waiting IN SELECT * FROM jsonb_array_elements(stored.queue) LOOP
    IF waiting->>0 = asker THEN ahead := jsonb_array_length(others);
    ELSIF (waiting->>1)::double precision > present THEN others := others || jsonb_build_array(waiting);
    END IF;
  END LOOP;
  ahead := coalesce(ahead, jsonb_array_length(others));
  free := asked + ahead;
  IF requests > 0 THEN free := least(free, requests - counting); END IF;
  IF concurrency > 0 THEN free := least(free, concurrency - running); END IF;
  IF stored.paused > present THEN free := 0; END IF;
  granted := greatest(0, least(asked, free - ahead));
  INSERT INTO booking_apis_limiter_places AS p (lane, place, counts_until, runs_until)
    SELECT this_lane, asker || ':' || n, counted, present + lease_ms
      FROM generate_series(first_place, first_place + granted - 1) AS n
    ON CONFLICT (lane, place) DO UPDATE
      SET counts_until = excluded.counts_until, runs_until = excluded.runs_until;

  wait_ms := 0;
  IF granted < asked THEN
    wait_ms := -1;
    IF granted > 0 THEN ahead := jsonb_array_length(others); END IF;
    -- How many places must end before one is left for this process.
    needed := counting + granted - requests + ahead;
    IF requests > 0 AND needed >= 0 THEN
      SELECT p.counts_until - present INTO wait_ms FROM booking_apis_limiter_places AS p
        WHERE p.lane = this_lane AND p.counts_until > present
        ORDER BY p.counts_until OFFSET needed LIMIT 1;
      wait_ms := least(wait_ms, interval_ms);
    END IF;
    IF stored.paused > present THEN wait_ms := greatest(wait_ms, stored.paused - present); END IF;
    waiting := jsonb_build_array(asker, present + greatest(wait_ms, poll_ms * 1.5) + poll_ms * 2);
    IF ahead >= jsonb_array_length(others) THEN others := others || jsonb_build_array(waiting);
    ELSE others := jsonb_insert(others, ARRAY[ahead::text], waiting);
    END IF;
  END IF;
  UPDATE booking_apis_limiter_lanes AS l
    SET last = present, paused = stored.paused, queue = others,
      expires = greatest(l.expires, counted, stored.paused) + 1000
    WHERE l.lane = this_lane;
END
$procedure$;
`;

/**
 * Keeps the places of a shared limiter in PostgreSQL (12 or newer). Each step is one statement, which locks the row of its lane, by the
 * clock of the server. Lanes that are no longer used are removed when new ones are made.
 *
 * @param client Your pool, with `postgresLimiterSchema` in its database. A client inside a transaction would hold the lane until its end.
 * @example
 * postgresStore(new pg.Pool({ connectionString: "postgres://db.example.com/shop" }))
 * @throws {ConfigurationError} for a client without a method `query`.
 */
export function postgresStore(client: PostgresClient): LimiterStore {
  if (typeof client?.query !== "function")
    throw optionError("client", "must have a method query, as a pool of pg has.");
  return {
    name: "PostgreSQL",
    async step(lane, step): Promise<LimiterReply> {
      const { rows } = await client.query(
        "CALL booking_apis_limiter_step($1::text, $2::text::jsonb, NULL, NULL)",
        [lane, JSON.stringify(step)],
      );
      const { granted, wait_ms } = Object(rows[0]) as Record<string, unknown>;
      return { granted: Number(String(granted)), waitMs: Number(String(wait_ms)) };
    },
  };
}
