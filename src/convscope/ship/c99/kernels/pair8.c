struct pair8 {
    int one_zero, other_zero, one, other, shift, out_zero, low, high;
};
