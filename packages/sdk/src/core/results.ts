/** A call that succeeded. */
export interface Ok<Status extends number, Data> {
  /** Distinguishes a success from an error response. */
  readonly ok: true;
  /** The HTTP status. */
  readonly status: Status;
  /** The body; undefined where there is none. */
  readonly data: Data;
  /** The response. Its body has been read and can be read again. */
  readonly response: Response;
}

/** A call that failed with an error response. */
export interface Failed<Status extends number, Body> {
  /** Distinguishes an error response from a success. */
  readonly ok: false;
  /** The HTTP status, from which the type of `error` follows. */
  readonly status: Status;
  /** The body. An empty object where there is none, or none in JSON. */
  readonly error: Body;
  /** The response. Its body has been read and can be read again. */
  readonly response: Response;
}

/** The HTTP statuses of error responses. */
export type FailureStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 407
  | 408
  | 409
  | 410
  | 411
  | 412
  | 413
  | 414
  | 415
  | 416
  | 417
  | 418
  | 421
  | 422
  | 423
  | 424
  | 425
  | 426
  | 428
  | 429
  | 431
  | 451
  | 500
  | 501
  | 502
  | 503
  | 504
  | 505
  | 506
  | 507
  | 508
  | 510
  | 511;
