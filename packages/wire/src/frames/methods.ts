// The numbers of AMQP 0-9-1 (https://www.rabbitmq.com/resources/specs/amqp0-9-1.xml) and RabbitMQ's extensions
// (https://www.rabbitmq.com/docs/extensions) that the reader knows.

/** Class and method id as one number: class × 65,536 + method. */
export const Method = {
  connectionStart: 0x000a000a,
  connectionStartOk: 0x000a000b,
  connectionTuneOk: 0x000a001f,
  connectionOpen: 0x000a0028,
  connectionOpenOk: 0x000a0029,
  connectionClose: 0x000a0032,
  connectionCloseOk: 0x000a0033,
  connectionBlocked: 0x000a003c,
  connectionUnblocked: 0x000a003d,
  channelOpen: 0x0014000a,
  channelOpenOk: 0x0014000b,
  channelClose: 0x00140028,
  channelCloseOk: 0x00140029,
  basicQos: 0x003c000a,
  basicConsume: 0x003c0014,
  basicConsumeOk: 0x003c0015,
  basicCancel: 0x003c001e,
  basicCancelOk: 0x003c001f,
  basicPublish: 0x003c0028,
  basicReturn: 0x003c0032,
  basicDeliver: 0x003c003c,
  basicGet: 0x003c0046,
  basicGetOk: 0x003c0047,
  basicGetEmpty: 0x003c0048,
  basicAck: 0x003c0050,
  basicReject: 0x003c005a,
  basicRecoverAsync: 0x003c0064,
  basicRecover: 0x003c006e,
  basicNack: 0x003c0078,
  confirmSelect: 0x0055000a,
  confirmSelectOk: 0x0055000b,
} as const;

/** The class id in the content header of every message. */
export const BASIC_CLASS = 60;

export const FrameType = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
/** Type, channel and size. */
export const FRAME_HEADER_BYTES = 7;
/** Header and end byte: the part of a frame that `frame-max` counts beside the payload. */
export const FRAME_OVERHEAD = 8;
export const FRAME_END = 0xce;
