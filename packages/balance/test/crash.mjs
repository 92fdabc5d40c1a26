// Loaded into the exporter's process: a fault that nobody catches, with a key in its message.
setTimeout(() => {
  throw new Error(`fault with ${process.env.KEY}`);
}, 300);
