"""`glissando features --transform mel` against the same definition in NumPy:
power of a Hann window, HTK triangles of height 1, decibels with a floor.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from glissando import RATE, main, music, np, read_npy, run, write_wav


def triangles(rate, n_fft, n_bands):
    """[bin][band], as torchaudio's melscale_fbanks (mel_scale="htk",
    norm=None) and librosa's filters.mel (htk=True, norm=None) define them"""
    hz = np.linspace(0, rate / 2, n_fft // 2 + 1)
    top = 2595 * np.log10(1 + rate / 2 / 700)
    corner = 700 * (10 ** (np.linspace(0, top, n_bands + 2) / 2595) - 1)
    width = np.diff(corner)
    slope = corner[None, :] - hz[:, None]
    down = -slope[:, :-2] / width[:-1]
    up = slope[:, 2:] / width[1:]
    return np.maximum(0, np.minimum(down, up))


def mel(x, rate=RATE, n_fft=512, hop=256, n_bands=96):
    """Frames centred on k hop, silence outside: power."""
    x = np.asarray(x, np.float32).astype(np.float64)
    padded = np.concatenate([np.zeros(n_fft // 2), x, np.zeros(n_fft)])
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    starts = range(0, len(x), hop)
    frames = np.stack([padded[s:s + n_fft] * window for s in starts])
    power = np.abs(np.fft.rfft(frames)) ** 2
    return power @ triangles(rate, n_fft, n_bands)


def features(x, *options):
    write_wav("in.wav", x)
    done = run("features", "--transform", "mel", *options, "-o", "out.npy",
               "in.wav")
    assert done.status == 0 and done.err == "", done.err
    shape, values = read_npy("out.npy")
    return np.array(values).reshape(shape)


def test_power():
    """power agrees to float32 rounding, for three sizes"""
    x = music(2) + [0.1] * 77
    for options in ({}, {"n_fft": 1024, "hop": 100, "n_bands": 128},
                    {"n_fft": 400, "hop": 400, "n_bands": 20}):
        names = {"n_fft": "--fft", "hop": "--hop", "n_bands": "--bands"}
        flags = [v for k in options for v in (names[k], options[k])]
        ours, numpys = features(x, *flags), mel(x, **options)
        assert ours.shape == numpys.shape, (ours.shape, numpys.shape)
        worst = np.max(np.abs(ours - numpys)) / np.max(numpys)
        assert worst < 1e-6, worst


def test_decibels():
    """compress=log is 10 log10 (max (power, 1e-10))"""
    x = music(2) + [0.0] * 4000
    ours = features(x, "--compress", "log")
    numpys = 10 * np.log10(np.maximum(mel(x), 1e-10))
    assert ours.min() >= -100.0001 and ours[-3].max() < -99.9, ours[-3].max()
    # What lies 90 dB below the loudest bin of its frame is rounding noise.
    heard = numpys > numpys.max(axis=1, keepdims=True) - 90
    worst = np.max(np.abs(ours - numpys)[heard])
    assert worst < 0.05, worst
    assert heard.mean() > 0.5, heard.mean()


main(test_power, test_decibels)
