/** `npm run emulator`: the emulator alone. Its options are those of emulator/main.ts. */
import '../emulator/main.ts'
