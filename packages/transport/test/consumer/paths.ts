// A small API as openapi-typescript 7.13 emits it.
export interface paths {
  "/bookings": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: operations["listBookings"];
    put?: never;
    post: operations["createBooking"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/bookings/{bookingNumber}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: operations["getBooking"];
    put?: never;
    post?: never;
    delete: operations["cancelBooking"];
    options?: never;
    head: operations["getBooking"];
    patch: operations["patchBooking"];
    trace?: never;
  };
  "/settings": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        default: { headers: { [name: string]: unknown }; content: { "application/json": { zone: string } } };
      };
    };
    put: {
      parameters: { query?: never; header: { "If-Match": string }; path?: never; cookie?: never };
      requestBody: { content: { "application/json": { zone: string } } };
      responses: { 200: { headers: { [name: string]: unknown }; content?: never } };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}

export interface components {
  schemas: {
    Booking: { bookingNumber: string; title?: string; status: "confirmed" | "canceled" };
    NewBooking: { slot: string; title?: string };
    Problem: { message?: string };
    Conflict: { conflictsWith: string };
  };
}

export interface operations {
  listBookings: {
    parameters: {
      query: { startTime: string; endTime?: string; itemsPerPage?: number };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Booking"][]; "text/csv": string };
      };
      "4XX": {
        headers: { [name: string]: unknown };
        content: { "application/problem+json": components["schemas"]["Problem"] };
      };
    };
  };
  createBooking: {
    parameters: { query?: { notify?: boolean }; header?: never; path?: never; cookie?: never };
    requestBody: { content: { "application/json": components["schemas"]["NewBooking"] } };
    responses: {
      201: {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Booking"] };
      };
      202: { headers: { [name: string]: unknown }; content?: never };
      409: {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Conflict"] };
      };
      "5XX": {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Problem"] };
      };
    };
  };
  getBooking: {
    parameters: {
      query?: { expandCustomer?: boolean };
      header?: { "X-Trace"?: string };
      path: { bookingNumber: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Booking"] };
      };
      default: {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Problem"] };
      };
    };
  };
  cancelBooking: {
    parameters: {
      query?: { reason?: string };
      header?: never;
      path: { bookingNumber: string };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: { headers: { [name: string]: unknown }; content?: never };
      404: { headers: { [name: string]: unknown }; content?: never };
      422: {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Problem"] };
      };
    };
  };
  patchBooking: {
    parameters: { query?: never; header?: never; path: { bookingNumber: string }; cookie?: never };
    requestBody?: { content: { "application/json": components["schemas"]["NewBooking"] } };
    responses: {
      "2XX": {
        headers: { [name: string]: unknown };
        content: { "application/json": components["schemas"]["Booking"] };
      };
    };
  };
}
