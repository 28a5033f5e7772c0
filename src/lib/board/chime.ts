/** Two quiet tones for a timer that has run out. Off until somebody wants them, on each device for itself. */
const key = 'timer-sound';
const tones = [
  { frequency: 659, at: 0 },
  { frequency: 880, at: 0.22 },
];
const length = 0.9;

let audio: AudioContext | undefined;

/** Whether this device rings. */
export function rings(): boolean {
  return localStorage.getItem(key) === 'on';
}

/** Call it from a press: browsers let nothing sound that was never asked for. */
export function setRings(on: boolean): void {
  if (on) {
    localStorage.setItem(key, 'on');
    ring();
  } else localStorage.removeItem(key);
}

/** Rings once. */
export function ring(): void {
  audio ??= new AudioContext();
  void audio.resume();
  for (const { frequency, at } of tones) {
    const start = audio.currentTime + at;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + length);
  }
}
