// A further thread of hubloom: runs the program as the first does, and then does its share of the work.
const { parentPort, workerData } = require('node:worker_threads')
const { read, run } = require('./load.js')

run(read(workerData)).exports.work(parentPort)
