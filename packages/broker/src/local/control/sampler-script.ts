// What a managed node runs inside itself to tell of a queue over time: an Erlang script that the server evaluates at
// every start. Within the node it costs microseconds a sample; each rabbitmqctl would cost a second of CPU.

/** Where the script is told to look: the environment's name for the sampler's directory. */
export const SAMPLER_DIRECTORY = "FAIRHARE_SAMPLER";

/** Evaluated by the server's own `-eval`, in a process of its own: what goes wrong here must not end the node. No spaces: the start script splits at them. */
export const START_SAMPLER = `spawn(fun()->file:script(filename:join(os:getenv("${SAMPLER_DIRECTORY}"),"sampler.erl"))end).`;

/** As often as the orchestrator looks. */
const INTERVAL_MS = 250;

/**
 * As long as there is a file `queue` with a queue's name in it, a line is appended to `NAME.samples`:
 * nanoseconds, messages ready, messages unacknowledged, bytes of the queue's process, of the whole node, and of
 * binaries in it. A quorum queue's own figures are five seconds old, so its state machine is asked.
 * The clock is the operating system's monotonic one, on Linux CLOCK_MONOTONIC.
 */
export const SAMPLER_SCRIPT = `
Directory = os:getenv("${SAMPLER_DIRECTORY}"),
Depth = fun(Queue) ->
  case amqqueue:get_type(Queue) of
    rabbit_quorum_queue ->
      Count = fun(State) -> {rabbit_fifo:query_messages_ready(State), rabbit_fifo:query_messages_total(State)} end,
      {ok, {_, {Ready, All}}, _} = ra:local_query(amqqueue:get_pid(Queue), Count),
      [{memory, Bytes}] = rabbit_quorum_queue:info(Queue, [memory]),
      {Ready, All - Ready, Bytes};
    _ ->
      Items = [messages_ready, messages_unacknowledged, memory],
      [{_, Ready}, {_, Unacked}, {_, Bytes}] = rabbit_amqqueue:info(Queue, Items),
      {Ready, Unacked, Bytes}
  end
end,
Sample = fun(Name) ->
  {ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, Name)),
  {Ready, Unacked, Bytes} = Depth(Queue),
  Figures = [os:perf_counter(nanosecond), Ready, Unacked, Bytes, erlang:memory(total), erlang:memory(binary)],
  Line = io_lib:format("~w ~w ~w ~w ~w ~w~n", Figures),
  file:write_file(filename:join(Directory, [binary_to_list(Name), ".samples"]), Line, [append])
end,
Run = fun Loop() ->
  case file:read_file(filename:join(Directory, "queue")) of
    {ok, Name} -> catch Sample(Name);
    _ -> nobody_asks
  end,
  timer:sleep(${INTERVAL_MS}),
  Loop()
end,
Run().
`;
